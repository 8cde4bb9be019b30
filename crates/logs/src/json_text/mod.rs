//! JSON text cut into records without reading it: one value after another, one a line, in a list, or as the resources of a FHIR
//! Bundle. What is given out are bytes of the input, in its order, in the memory of one record.
//!
//! A record that is broken does not take its neighbours along: where the text stops being JSON, the line is given out as it
//! is, and reading goes on at the next one. Deliberately not here: what a record says.

mod scan;

use std::io::Read;
use std::ops::ControlFlow;

use scan::Scan;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) raw: &'a [u8],
    /// Whether it is a whole value; otherwise something that is no JSON, or part of a value that is too long
    pub(crate) whole: bool,
}

/// What came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Taken {
    pub(crate) bytes: u64,
    /// Whether the input ended within a value
    pub(crate) torn: bool,
}

/// Cuts the input into values. With `bundles`, an object that has a list `entry` is not given out itself, but the `resource` of
/// each entry (an entry without one as a whole).
pub(crate) fn split(input: &mut dyn Read, bundles: bool, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> std::io::Result<Taken> {
    let mut taken = Taken::default();
    let mut scan = Scan::new(bundles);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let fresh = &chunk[..read];
        taken.bytes += read as u64;
        if scan.take(fresh, give).is_break() {
            return Ok(taken);
        }
    }
    taken.torn = scan.end(give);
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lines::LONGEST;

    /// Gives out so many bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    fn cut(text: &[u8], step: usize) -> (Vec<(String, bool)>, bool) {
        let mut pieces = Vec::new();
        let taken = split(&mut Drip(text, step), true, &mut |piece| {
            pieces.push((String::from_utf8_lossy(piece.raw).into_owned(), piece.whole));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(taken.bytes, text.len() as u64);
        (pieces, taken.torn)
    }

    const CASES: &[(&str, &[(&str, bool)], bool)] = &[
        (r#"{"a":1}"#, &[(r#"{"a":1}"#, true)], false),
        ("\u{feff}{\"a\":1}\n{\"a\":\"}{\\\"\"}\n", &[(r#"{"a":1}"#, true), (r#"{"a":"}{\""}"#, true)], false),
        ("\u{1e}{\"a\":1}\n\u{1e}{}\n", &[(r#"{"a":1}"#, true), ("{}", true)], false),
        ("[ {\"a\": [1, [2]]},\n {\"b\": null} ]\n", &[(r#"{"a": [1, [2]]}"#, true), (r#"{"b": null}"#, true)], false),
        // a Bundle: the resources alone; an entry without one as it is
        (
            r#"{"resourceType":"Bundle","entry":[{"fullUrl":"u","resource":{"id":"1"},"x":1},{"request":{}}],"type":"batch"}"#,
            &[(r#"{"id":"1"}"#, true), (r#"{"request":{}}"#, true)],
            false,
        ),
        (r#"{"entry":[]} {"entry":"no list"}"#, &[(r#"{"entry":"no list"}"#, true)], false),
        (r#"{"a":{"entry":[{"resource":{"id":"1"}}]}}"#, &[(r#"{"a":{"entry":[{"resource":{"id":"1"}}]}}"#, true)], false),
        (r#"{"entry":[{"resource":{"id":"1","entry":[{"resource":{}}]}}]}"#, &[(r#"{"id":"1","entry":[{"resource":{}}]}"#, true)], false),
        // a torn line takes nothing along
        ("{\"a\":1}\n{\"a\":\"tor\n{\"a\":3}\n", &[("{\"a\":1}", true), ("{\"a\":\"tor", false), ("{\"a\":3}", true)], false),
        ("{\"a\":1\n{\"a\":3}\n", &[("{\"a\":1", false), ("{\"a\":3}", true)], false),
        ("garbage\n{\"a\":3}\nmore", &[("garbage", false), ("{\"a\":3}", true), ("more", false)], false),
        ("{\"a\":3}\n{\"b\":[1,", &[("{\"a\":3}", true), ("{\"b\":[1,", false)], true),
        (r#"{"entry":[{"resource":{"id":"1"}},{"resource":{"id"#, &[(r#"{"id":"1"}"#, true), (r#"{"resource":{"id"#, false)], true),
        (r#"{"entry":[{"resource":{"id":"1"}}"#, &[(r#"{"id":"1"}"#, true)], true),
        ("", &[], false),
    ];

    #[test]
    fn each_form_is_cut_at_its_values_however_it_comes_in() {
        for (text, pieces, torn) in CASES {
            for step in [1, 2, 3, 7, 1 << 20] {
                let expected: Vec<_> = pieces.iter().map(|piece| (piece.0.to_owned(), piece.1)).collect();
                assert_eq!(cut(text.as_bytes(), step), (expected, *torn), "{text} in steps of {step}");
            }
        }
    }

    #[test]
    fn a_value_that_is_too_long_is_given_in_pieces_and_the_next_one_whole() {
        let text = format!("{{\"a\":\"{}\"}}\n{{\"b\":1}}\n", "x".repeat(LONGEST + CHUNK));
        let (pieces, torn) = cut(text.as_bytes(), CHUNK);
        assert!(!torn);
        assert_eq!(pieces.last().unwrap(), &("{\"b\":1}".to_owned(), true));
        let together: usize = pieces.iter().map(|piece| piece.0.len()).sum();
        assert_eq!(together, text.len() - 2);
    }

    proptest! {
        #[test]
        fn lines_of_json_come_out_as_they_are(values in proptest::collection::vec("[ -~あ]{0,20}", 0..20), step in 1..50usize) {
            let lines: Vec<String> = values.iter().map(|value| serde_json::json!({ "v": value, "n": [1, {}] }).to_string()).collect();
            let (pieces, torn) = cut(lines.join("\n").as_bytes(), step);
            prop_assert!(!torn);
            prop_assert_eq!(pieces, lines.into_iter().map(|line| (line, true)).collect::<Vec<_>>());
        }

        #[test]
        fn nothing_but_blanks_is_lost_outside_bundles(text in "[\\[\\]{}\":,\\\\a1\n ]{0,60}", step in 1..9usize) {
            prop_assume!(!text.contains("entry"));
            let (pieces, _) = cut(text.as_bytes(), step);
            let count = |text: &str| text.chars().filter(|c| matches!(c, 'a' | '1' | '"' | '\\' | ':')).count();
            prop_assert_eq!(pieces.iter().map(|piece| count(&piece.0)).sum::<usize>(), count(&text));
        }

        #[test]
        fn how_it_comes_in_makes_no_difference(text in "[\\[\\]{}\":,\\\\a1\n ]{0,60}|\\{\"entry\":\\[.{0,40}") {
            prop_assert_eq!(cut(text.as_bytes(), 1), cut(text.as_bytes(), 1 << 20));
        }
    }
}
