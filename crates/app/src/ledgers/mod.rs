//! Lists, records, import of single files, export, stocktaking.
