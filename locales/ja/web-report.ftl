# Words of the pages of report that are composed in code.
