# Words of the pages of inspection that are composed in code.
