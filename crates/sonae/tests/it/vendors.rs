//! The vendor round trip: form out, filled in, read back.

use super::{code, copy_of, inspect, item, sonae, stderr, stdout};

#[test]
fn a_vendors_form_is_written_for_any_spelling_of_its_name_and_an_unknown_vendor_is_told() {
    let folder = copy_of("見本病院");
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("form.xlsx");
    let arguments = ["vendor", "form", "サンプル画像", "--folder", folder.path().to_str().unwrap(), "--out", file.to_str().unwrap()];
    let written = sonae(&arguments);
    assert_eq!(code(&written), 0, "{}", stderr(&written));
    assert!(file.is_file());
    let unknown = sonae(&["vendor", "form", "どこにもない社", "--folder", folder.path().to_str().unwrap()]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("サンプル画像システム"), "the known names are given: {}", stderr(&unknown));
}

#[test]
fn a_form_that_was_returned_blank_leaves_every_item_open_and_names_them() {
    let folder = copy_of("見本病院");
    let file = folder.path().join("返送_サンプル画像システム.xlsx");
    sonae(&["vendor", "form", "サンプル画像", "--folder", folder.path().to_str().unwrap(), "--out", file.to_str().unwrap()]);
    let (_, forms) = inspect(folder.path(), &[]);
    let vendor = forms.iter().find(|form| form["vendor"].as_str().is_some_and(|name| name.contains("サンプル"))).unwrap();
    assert!(vendor["items"].as_array().unwrap().iter().all(|item| item["answer"].is_null()));
    let listed = sonae(&["vendor", "list", "--folder", folder.path().to_str().unwrap()]);
    assert_eq!(code(&listed), 1);
    assert!(stdout(&listed).contains("2-⑭"), "{}", stdout(&listed));
}

#[test]
fn what_a_vendor_answered_is_printed_even_where_the_facts_say_otherwise() {
    let folder = copy_of("見本病院");
    let (_, forms) = inspect(folder.path(), &[]);
    let vendor = forms.iter().find(|form| form["vendor"].as_str().is_some_and(|name| name.contains("メディカル"))).unwrap();
    let source = item(vendor, "2-⑭");
    assert_eq!((source["answer"].as_str(), source["status"].as_str()), (Some("yes"), Some("not-satisfied")));
}
