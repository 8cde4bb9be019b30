//! The words in which systems write what was done, and how it ended: data in `verbs.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::event::{Activity, Class, Outcome};
use crate::text::folded;

/// What some words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    pub(super) class: Class,
    pub(super) activity: Activity,
    pub(super) outcome: Outcome,
}

#[derive(Deserialize)]
struct Data {
    verbs: Vec<Verb>,
    outcome: Ends,
}

#[derive(Deserialize)]
struct Verb {
    activity: Activity,
    #[serde(default)]
    class: Option<String>,
    #[serde(default)]
    outcome: Option<Outcome>,
    words: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Ends {
    failure: Vec<String>,
    success: Vec<String>,
}

#[derive(Default)]
struct Words {
    /// Folded, with what they mean
    japanese: Vec<(String, Meaning)>,
    english: Vec<(String, Meaning)>,
    ends: Ends,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../../verbs.toml")).map(Words::of).unwrap_or_default());

impl Words {
    fn of(data: Data) -> Self {
        let fold =
            |words: Vec<String>| words.iter().map(|word| if word.is_ascii() { word.to_ascii_lowercase() } else { folded(word) }).collect();
        let mut words = Self { ends: Ends { failure: fold(data.outcome.failure), success: fold(data.outcome.success) }, ..Self::default() };
        for verb in data.verbs {
            let class = match verb.class.as_deref() {
                Some("authentication") => Class::Authentication,
                Some("account-change") => Class::AccountChange,
                Some("event-log-activity") => Class::EventLogActivity,
                Some("application-lifecycle") => Class::ApplicationLifecycle,
                _ => Class::DatastoreActivity,
            };
            let meaning = Meaning { class, activity: verb.activity, outcome: verb.outcome.unwrap_or_default() };
            for word in verb.words {
                // of English words the spaces are kept: they are compared word by word
                if word.is_ascii() {
                    words.english.push((word.to_ascii_lowercase(), meaning));
                } else {
                    words.japanese.push((folded(&word), meaning));
                }
            }
        }
        words
    }

    /// The word that ends last; of those that end there, the longest.
    fn japanese(&self, text: &str) -> Option<Meaning> {
        let ends = |word: &String| text.rfind(word.as_str()).map(|at| (at + word.len(), word.len()));
        self.japanese
            .iter()
            .filter_map(|(word, meaning)| Some((ends(word)?, *meaning)))
            .max_by_key(|(place, _)| *place)
            .map(|(_, meaning)| meaning)
    }

    /// The word that begins first; of those that begin there, the longest.
    fn english(&self, text: &str) -> Option<Meaning> {
        let begins = |word: &String| word_at(text, word).map(|at| (at, usize::MAX - word.len()));
        self.english
            .iter()
            .filter_map(|(word, meaning)| Some((begins(word)?, *meaning)))
            .min_by_key(|(place, _)| *place)
            .map(|(_, meaning)| meaning)
    }

    fn verb(&self, text: &str) -> Option<Meaning> {
        if text.is_empty() {
            return None;
        }
        let lower = text.nfkc().collect::<String>().to_lowercase();
        // CSV and the like are English words in Japanese sentences
        self.japanese(&folded(text)).or_else(|| self.english(&lower))
    }

    fn end(&self, text: &str) -> Outcome {
        let (joined, apart) = (folded(text), text.nfkc().collect::<String>().to_lowercase());
        let stands = |word: &String| if word.is_ascii() { word_at(&apart, word).is_some() } else { joined.contains(word) };
        let holds = |words: &[String]| words.iter().any(stands);
        if holds(&self.ends.failure) {
            Outcome::Failure
        } else if holds(&self.ends.success) {
            Outcome::Success
        } else {
            Outcome::Unknown
        }
    }
}

/// Where a word of ASCII letters stands between other characters: `on` is not in `phone`.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word)
        .find(|(at, _)| !letter(text[..*at].chars().next_back()) && !letter(text[at + word.len()..].chars().next()))
        .map(|(at, _)| at)
}

/// What 操作情報 means, else カテゴリ; and how it ended: by the column of results, by a word of failure, by the verb.
pub(super) fn meaning(operation: &str, category: &str, result: &str) -> Meaning {
    let words = &*WORDS;
    let found = words.verb(operation).or_else(|| words.verb(category));
    let mut meaning = found.unwrap_or(Meaning { class: Class::DatastoreActivity, activity: Activity::Other, outcome: Outcome::Unknown });
    if found.is_none() && operation.is_empty() && category.is_empty() {
        meaning.activity = Activity::Unknown;
    }
    let told = if result.is_empty() { Outcome::Unknown } else { words.end(result) };
    let said = if told == Outcome::Unknown { words.end(operation) } else { told };
    if said != Outcome::Unknown {
        meaning.outcome = said;
    } else if !result.is_empty() {
        // a column of results whose word is not known: it is not for the verb to say that it went well
        meaning.outcome = Outcome::Unknown;
    }
    meaning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_source_mean_class_activity_and_outcome() {
        let words: Vec<String> = [
            ("ログイン", "管理メニュー", ""),
            ("ログイン失敗（パスワード誤り）", "", ""),
            ("ﾛｸﾞｵﾌ", "", ""),
            ("自動ログアウト", "", ""),
            ("カルテ参照", "カルテ", ""),
            ("患者検索結果 印刷", "", ""),
            ("登録情報の参照", "", ""),
            ("検査結果のCSV出力", "", ""),
            ("CSV", "", ""),
            ("患者一覧表示", "", ""),
            ("利用者登録", "", ""),
            ("処方オーダ 登録", "", ""),
            ("権限変更", "利用者管理", ""),
            ("監査ログ閲覧", "", ""),
            ("アクセスログ削除", "", ""),
            ("山田太郎のカルテ", "参照", ""),
            ("View patient, print preview", "", ""),
            ("Login failed", "", ""),
            ("phone book", "", ""),
            ("参照", "", "NG"),
            ("参照", "", "正常終了"),
            ("ログイン", "", "コード7"),
            ("システム停止", "", ""),
            ("謎の操作", "謎", ""),
            ("", "", ""),
        ]
        .iter()
        .map(|(operation, category, result)| {
            let found = meaning(operation, category, result);
            format!("{operation}|{category}|{result} = {:?} {} {:?}", found.class, found.activity.as_str(), found.outcome)
        })
        .collect();
        insta::assert_snapshot!(words.join("\n"));
    }

    #[test]
    fn every_word_alone_means_its_own_verb() {
        let data: Data = toml::from_str(include_str!("../../verbs.toml")).unwrap();
        assert!(data.verbs.len() > 15);
        for verb in &data.verbs {
            for word in &verb.words {
                assert_eq!(meaning(word, "", "").activity, verb.activity, "{word}");
            }
        }
        for (list, outcome) in [(&data.outcome.failure, Outcome::Failure), (&data.outcome.success, Outcome::Success)] {
            for word in list {
                assert_eq!(meaning("参照", "", word).outcome, outcome, "{word}");
            }
        }
    }
}
