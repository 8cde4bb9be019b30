# Words of the pages of plans that are composed in code.
