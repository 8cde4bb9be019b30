#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sonae_fuzz::ledger(sonae_domain::ledger::LedgerId::PasswordPolicies, bytes));
