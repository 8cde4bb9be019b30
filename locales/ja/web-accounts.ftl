# Words of the pages of accounts that are composed in code.
