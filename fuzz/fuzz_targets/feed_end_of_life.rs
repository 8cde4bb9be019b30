#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sonae_fuzz::feeds::read(sonae_fuzz::feeds::Format::EndOfLife, bytes));
