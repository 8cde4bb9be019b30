//! Spellings that mean the same: width, case, spaces, small kana, a long mark at a word's end. For comparing only.

use unicode_normalization::UnicodeNormalization;

/// Text as written, in half-width letters and digits and full-width kana, on one line without spaces at its ends.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return one_line(text);
    }
    one_line(&text.nfkc().collect::<String>())
}

/// Lines and runs of white space joined by one space.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A word as it is compared.
pub(crate) fn word(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| !c.is_ascii_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    }
    folded(text, |c| !c.is_whitespace() && !is_invisible(c))
}

/// A header as it is compared: a [`word`] without punctuation.
pub(crate) fn header(text: &str) -> String {
    folded(text, |c| !c.is_whitespace() && !is_invisible(c) && !is_punctuation(c))
}

/// ー
const LONG_MARK: char = '\u{30fc}';

fn folded(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut letters: Vec<char> = text.nfkc().flat_map(char::to_lowercase).filter(|c| keep(*c)).map(large_kana).collect();
    let mut at = 1;
    while at < letters.len() {
        let ends = letters.get(at + 1).is_none_or(|next| !is_katakana(*next));
        if letters[at] == LONG_MARK && ends && is_katakana(letters[at - 1]) {
            letters.remove(at);
        } else {
            at += 1;
        }
    }
    letters.into_iter().collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_punctuation(c: char) -> bool {
    (c.is_ascii_punctuation() && c != '#')
        || matches!(
            c,
            // marks of Japanese text, dashes, geometric shapes
            '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}' | '\u{3015}' | '\u{301c}' | '\u{30fb}'
                | '\u{203b}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2026}' | '\u{25a0}'..='\u{25ff}' | '\u{2605}' | '\u{2606}'
        )
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}')
}

/// Small kana as large: ウィルス and ウイルス are one word, and so are 3ヶ月, 3ケ月 and 3カ月.
fn large_kana(c: char) -> char {
    match c {
        '\u{30a1}' | '\u{30a3}' | '\u{30a5}' | '\u{30a7}' | '\u{30a9}' | '\u{30c3}' | '\u{30e3}' | '\u{30e5}' | '\u{30e7}' | '\u{30ee}'
        | '\u{3041}' | '\u{3043}' | '\u{3045}' | '\u{3047}' | '\u{3049}' | '\u{3063}' | '\u{3083}' | '\u{3085}' | '\u{3087}'
        | '\u{308e}' => char::from_u32(u32::from(c) + 1).unwrap_or(c),
        '\u{30f6}' | '\u{30b1}' | '\u{30f5}' => '\u{30ab}',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_header_are_one() {
        for (a, b) in [
            ("コンピューター名", "ｺﾝﾋﾟｭｰﾀ名"),
            ("ユーザーＩＤ", "ユーザID"),
            ("管理\n番号", "管理番号"),
            ("メーカー／型番", "メーカー・型番"),
            ("ウィルス対策ソフト", "ウイルス対策ソフト"),
            ("ファームウエア", "ファームウェア"),
            ("IP アドレス", "ＩＰアドレス"),
            ("「いいえ」の数", "いいえの数"),
        ] {
            assert_eq!(header(a), header(b), "{a} {b}");
        }
        assert_ne!(header("サービス"), header("サーバ"));
        assert_eq!(header("データー"), header("データ"));
    }

    #[test]
    fn a_long_mark_alone_is_kept() {
        assert_eq!(word("ー"), "ー");
        assert_eq!(word("サーバー"), "サーバ");
    }

    #[test]
    fn plain_text_keeps_its_meaning() {
        assert_eq!(plain("Ｗｉｎｄｏｗｓ１０　Ｐｒｏ\n２２Ｈ２"), "Windows10 Pro 22H2");
        assert_eq!(plain("髙橋　﨑"), "髙橋 﨑");
        assert_eq!(plain("①"), "1");
    }
}
