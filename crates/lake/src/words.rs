//! `has_words(words, column, …)`: whether every word occurs in some column, whatever its width and case (NFKC, small letters).

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringViewArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Words are parted by this in the first argument.
pub(crate) const BETWEEN: char = '\u{1f}';
/// More words than this are not looked for.
pub(crate) const MOST_WORDS: usize = 32;

/// The function.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct HasWords {
    signature: Signature,
}

impl HasWords {
    pub(crate) fn new() -> Self {
        Self { signature: Signature::variadic_any(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for HasWords {
    fn name(&self) -> &'static str {
        "has_words"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((ColumnarValue::Scalar(words), columns)) = args.args.split_first() else {
            return exec_err!("has_words takes words, then columns");
        };
        let Some(Some(words)) = words.try_as_str() else {
            return exec_err!("has_words takes words, then columns");
        };
        let words: Vec<String> = words.split(BETWEEN).map(folded).filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
        let wanted = (1_u64 << words.len()) - 1;
        let mut found = vec![0_u64; args.number_rows];
        for column in columns {
            let array: ArrayRef = cast(&column.to_array(args.number_rows)?, &DataType::Utf8View)?;
            look(array.as_string_view(), &words, wanted, &mut found);
        }
        let answer: BooleanArray = found.into_iter().map(|found| Some(found == wanted)).collect();
        if columns.iter().all(|column| matches!(column, ColumnarValue::Scalar(_))) {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answer, 0)?));
        }
        Ok(ColumnarValue::Array(Arc::new(answer)))
    }
}

/// Notes for each row which words its text holds. Neighbours often are the same: they are looked at once.
fn look(texts: &StringViewArray, words: &[String], wanted: u64, found: &mut [u64]) {
    let mut last = ("", 0);
    for (row, found) in found.iter_mut().enumerate() {
        if *found == wanted || texts.is_null(row) {
            continue;
        }
        let text = texts.value(row);
        if text != last.0 {
            let text_folded = folded(text);
            let bits =
                words.iter().enumerate().filter(|(_, word)| text_folded.contains(word.as_str())).fold(0, |bits, (at, _)| bits | 1 << at);
            last = (text, bits);
        }
        *found |= last.1;
    }
}

/// NFKC in small letters.
fn folded(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_case_do_not_matter() {
        let texts = StringViewArray::from_iter_values(["ＡＢＣ ｶﾙﾃ参照", "abc", "カルテ", ""]);
        let words: Vec<String> = ["abc", "カルテ"].map(folded).into();
        let mut found = vec![0; 4];
        look(&texts, &words, 0b11, &mut found);
        assert_eq!(found, [0b11, 0b01, 0b10, 0]);
    }
}
