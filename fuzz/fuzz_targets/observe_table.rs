#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sonae_fuzz::observe::file(sonae_fuzz::observe::Form::Table, bytes));
