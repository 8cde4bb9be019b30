# Words of the pages of forms that are composed in code.
