# Words of the pages of setup that are composed in code.
