# Words of the pages of vendors that are composed in code.
