//! Words in cells and what they mean, from `columns/vocabulary.toml`. Not here: finding them in a text (`words`), dates,
//! numbers and lengths of time (`value`, `duration`).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::fold;
use crate::words::Words;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct VocabularyFile {
    flag: FlagFile,
    unknown: UnknownFile,
    dates: DateWords,
    numbers: NumberWords,
    duration: DurationWords,
    choices: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize, Default)]
struct FlagFile {
    yes: Vec<String>,
    no: Vec<String>,
    unclear: Vec<String>,
}

#[derive(Deserialize, Default)]
struct UnknownFile {
    words: Vec<String>,
    none: Vec<String>,
}

/// Words around dates.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct DateWords {
    pub(crate) none: Vec<String>,
    /// How a form writes that an account was never used
    pub(crate) not_yet_used: String,
    pub(crate) tails: Vec<String>,
    pub(crate) heads: Vec<String>,
    pub(crate) fiscal_year: Vec<String>,
    pub(crate) fiscal_year_tails: Vec<String>,
}

/// Words for numbers.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct NumberWords {
    pub(crate) zero: Vec<String>,
    pub(crate) kanji: String,
    pub(crate) ten: String,
    pub(crate) hundred: String,
    pub(crate) half: String,
    pub(crate) ranges: Vec<String>,
}

/// Words for lengths of time.
#[derive(Deserialize, Default)]
pub(crate) struct DurationWords {
    pub(crate) units: Vec<Unit>,
    pub(crate) times: Vec<String>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) never: Vec<String>,
}

/// A unit of time.
#[derive(Deserialize)]
pub(crate) struct Unit {
    pub(crate) words: Vec<String>,
    pub(crate) days: f64,
}

/// A phrase that is a length of time.
#[derive(Deserialize)]
pub(crate) struct Phrase {
    pub(crate) words: Vec<String>,
    pub(crate) days: u32,
}

/// One vocabulary: its values, and its words with the value's place as outcome.
pub(crate) struct Choices {
    pub(crate) values: Vec<String>,
    pub(crate) lists: Vec<Vec<String>>,
    words: Words,
}

impl Choices {
    /// The value that a cell names.
    pub(crate) fn value(&self, text: &str) -> Option<&str> {
        self.words.outcome(text).map(|outcome| self.values[outcome].as_str())
    }
}

/// Everything from `vocabulary.toml`, folded.
pub(crate) struct Vocabulary {
    pub(crate) flag: Words,
    flag_lists: [Vec<String>; 3],
    unknown: HashSet<String>,
    none: HashSet<String>,
    longest: usize,
    /// First characters of the words that say nothing, so that most cells need no further look
    starts: HashSet<char>,
    pub(crate) dates: DateWords,
    pub(crate) numbers: NumberWords,
    pub(crate) duration: DurationWords,
    choices: BTreeMap<String, Choices>,
}

/// The place of each outcome among the flag words.
pub(crate) const YES: usize = 0;
pub(crate) const NO: usize = 1;

impl Vocabulary {
    fn new(file: VocabularyFile) -> Self {
        let set = |list: &[String]| list.iter().map(|word| fold::word(word)).collect::<HashSet<_>>();
        let (unknown, none) = (set(&file.unknown.words), set(&file.unknown.none));
        let fold_all = |list: &mut Vec<String>| list.iter_mut().for_each(|word| *word = fold::word(word));
        let mut dates = file.dates;
        [&mut dates.none, &mut dates.tails, &mut dates.heads, &mut dates.fiscal_year, &mut dates.fiscal_year_tails]
            .into_iter()
            .for_each(fold_all);
        let mut numbers = file.numbers;
        [&mut numbers.zero, &mut numbers.ranges].into_iter().for_each(fold_all);
        let mut duration = file.duration;
        duration.units.iter_mut().for_each(|unit| fold_all(&mut unit.words));
        duration.phrases.iter_mut().for_each(|phrase| fold_all(&mut phrase.words));
        [&mut duration.times, &mut duration.never].into_iter().for_each(fold_all);
        let choices = file.choices.into_iter().map(|(name, values)| {
            let (values, lists): (Vec<_>, Vec<_>) = values.into_iter().unzip();
            let words = Words::new(lists.iter().map(Vec::as_slice));
            (name, Choices { values, lists, words })
        });
        let flag_lists = [file.flag.yes, file.flag.no, file.flag.unclear];
        Self {
            flag: Words::new(flag_lists.iter().map(Vec::as_slice)),
            starts: unknown.iter().chain(&none).filter_map(|word| word.chars().next()).collect(),
            longest: unknown.iter().chain(&none).map(String::len).max().unwrap_or_default(),
            unknown,
            none,
            flag_lists,
            dates,
            numbers,
            duration,
            choices: choices.collect(),
        }
    }

    /// The flag words with a column's own put before them.
    pub(crate) fn flag_with(&self, yes: &[String], no: &[String]) -> Words {
        let [all_yes, all_no, unclear] = &self.flag_lists;
        let own = [yes, no, &[]].map(<[String]>::to_vec);
        let lists = [all_yes, all_no, unclear].into_iter().zip(own).map(|(all, mut own)| {
            own.extend(all.iter().cloned());
            own
        });
        let lists: Vec<Vec<String>> = lists.collect();
        let mut words = Words::new(lists.iter().map(Vec::as_slice));
        // the column's own words decide where both know one
        for (outcome, list) in [(YES, yes), (NO, no)] {
            for word in list {
                let folded = fold::word(word);
                words.parts.retain(|(known, known_outcome)| *known != folded || *known_outcome == outcome);
                words.exact.insert(folded, outcome);
            }
        }
        words
    }

    /// The plainest words for yes and no.
    pub(crate) fn plain_flag(&self) -> (String, String) {
        let [yes, no] = [0, 1].map(|at| self.flag_lists[at].first().cloned().unwrap_or_default());
        (yes, no)
    }

    /// Whether a cell says that nothing is known.
    pub(crate) fn is_unknown(&self, text: &str) -> bool {
        self.may_say_nothing(text) && self.unknown.contains(&fold::word(text))
    }

    /// Whether a cell says that there is none.
    pub(crate) fn is_none(&self, text: &str) -> bool {
        self.may_say_nothing(text) && self.none.contains(&fold::word(text))
    }

    /// A cheap look at length and first character: most cells go no further. A folded word is at most three times shorter
    /// (full-width letters).
    fn may_say_nothing(&self, text: &str) -> bool {
        let first = text.trim_start().chars().next();
        text.len() <= self.longest * 3
            && first.is_some_and(|first| fold::word(first.encode_utf8(&mut [0; 4])).chars().next().is_none_or(|c| self.starts.contains(&c)))
    }
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let empty = || VocabularyFile {
        flag: FlagFile::default(),
        unknown: UnknownFile::default(),
        dates: DateWords::default(),
        numbers: NumberWords::default(),
        duration: DurationWords::default(),
        choices: BTreeMap::new(),
    };
    Vocabulary::new(toml::from_str(include_str!("../columns/vocabulary.toml")).unwrap_or_else(|_| empty()))
});

/// The words of cells.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

/// One vocabulary by name.
pub(crate) fn choices(name: &str) -> Option<&'static Choices> {
    VOCABULARY.choices.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_file_can_be_read() {
        toml::from_str::<VocabularyFile>(include_str!("../columns/vocabulary.toml")).unwrap();
    }

    #[test]
    fn the_longest_word_decides() {
        for (vocabulary, text, value) in [
            ("device-status", "使用中", Some("active")),
            ("device-status", "未使用", Some("stopped")),
            ("device-status", "使用停止中", Some("stopped")),
            ("device-status", "廃棄済（R6.3）", Some("disposed")),
            ("device-status", "稼働(予備機)", Some("active")),
            ("account-status", "使用可 (23年3月まで)", Some("active")),
            ("account-status", "使用不可", Some("disabled")),
            ("account-status", "削除済み", Some("deleted")),
            ("employment", "育休", Some("on-leave")),
            ("employment", "育児休業中", Some("on-leave")),
            ("employment", "退職", Some("left")),
            ("contract-kind", "売買のみ", Some("sale")),
            ("contract-kind", "保守契約なし（売買のみ）", Some("sale")),
            ("contract-kind", "運用・保守", Some("operation")),
            ("device-kind", "Ｌ３ＳＷ", Some("network")),
            ("device-kind", "ノートPC", Some("endpoint")),
            ("duty", "事業者（乙）", Some("vendor")),
            ("contact-group", "○○県警察本部", Some("police")),
            ("device-status", "あああ", None),
        ] {
            assert_eq!(choices(vocabulary).unwrap().value(text), value, "{vocabulary} {text}");
        }
    }

    #[test]
    fn what_says_nothing_is_known_as_such() {
        for text in ["－", "-", "不明", "Ｎ／Ａ", "別紙参照", "…", "???", "#N/A"] {
            assert!(vocabulary().is_unknown(text) || text == "???", "{text}");
        }
        assert!(vocabulary().is_none("なし"));
        assert!(!vocabulary().is_unknown("富士通"));
    }
}
