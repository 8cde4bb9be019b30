# Words of the pages of settings that are composed in code.
