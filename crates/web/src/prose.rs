//! The rules' own texts (Markdown, embedded) as HTML. Headings begin below the page's; anything that is HTML already is shown as
//! text.

use std::fmt;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// HTML that was made here.
pub(crate) struct Prose(String);

impl askama::filters::HtmlSafe for Prose {}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Prose {
    /// Reads Markdown. Its title (the only level-one heading) is left out: the page has one.
    pub(crate) fn of(text: &str) -> Self {
        let mut in_title = false;
        let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                in_title = true;
                None
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                in_title = false;
                None
            }
            _ if in_title => None,
            Event::Start(Tag::Heading { level, .. }) => {
                Some(Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
            }
            Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            // the source breaks lines anywhere; between Japanese characters a break would show as a gap
            Event::SoftBreak => None,
            other => Some(other),
        });
        let mut out = String::new();
        html::push_html(&mut out, events);
        Self(out)
    }
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_below_the_pages_and_markup_stays_text() {
        let prose = Prose::of("# 題\n\n## 節\n\n一行目\n二行目 **太字** <script>x</script>\n").to_string();
        assert_eq!(prose, "<h3>節</h3>\n<p>一行目二行目 <strong>太字</strong> &lt;script&gt;x&lt;/script&gt;</p>\n");
    }
}
