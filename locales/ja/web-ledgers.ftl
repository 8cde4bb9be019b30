# Words of the pages of ledgers that are composed in code.
