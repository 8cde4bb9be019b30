//! The formats of every workbook: BIZ UDPGothic, thin rules, grey heads.
//!
//! Not here: where they are used.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

const HEAD: Color = Color::RGB(0x00EB_EBEB);
const PALE: Color = Color::RGB(0x00F7_F7F7);
const NO: Color = Color::RGB(0x00F9_DEDC);
const WANTING: Color = Color::RGB(0x00FF_F2CC);

/// Formats by what they are for.
pub(super) struct Style {
    /// Locked text of the form.
    pub(super) text: Format,
    /// Column heads.
    pub(super) head: Format,
    /// The merged cells of the left column.
    pub(super) section: Format,
    /// Sub-headings over the full width.
    pub(super) group: Format,
    /// An answer, to be filled in.
    pub(super) answer: Format,
    /// A date, to be filled in: month and day.
    pub(super) date: Format,
    /// A date that is not in the form's year, with its year.
    pub(super) other_date: Format,
    /// Remarks, to be filled in.
    pub(super) remarks: Format,
    /// 記入不要
    pub(super) void: Format,
    /// Title of the form.
    pub(super) title: Format,
    /// The boxes at the top.
    pub(super) badge: Format,
    /// Lines above and under the table.
    pub(super) small: Format,
    /// The notice above the table.
    pub(super) notice: Format,
    /// A line's label at the foot.
    pub(super) label: Format,
    /// A line's value at the foot, to be filled in.
    pub(super) value: Format,
    /// A date at the foot, to be filled in.
    pub(super) value_date: Format,
    /// Fill for いいえ (only what differs).
    pub(super) no: Format,
    /// Fill for a cell that is still to be filled in (only what differs).
    pub(super) wanting: Format,
}

impl Style {
    pub(super) fn new(font: &str) -> Self {
        let plain = Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let text = plain.clone().set_border(FormatBorder::Thin);
        let middle = text.clone().set_align(FormatAlign::Center);
        let head = middle.clone().set_bold().set_background_color(HEAD);
        let open = middle.clone().set_unlocked();
        let left = text.clone().set_align(FormatAlign::Left).set_indent(1);
        let value = left.clone().set_unlocked().set_font_size(11);
        Self {
            section: left.clone().set_bold().set_background_color(HEAD),
            group: left.clone().set_background_color(PALE),
            date: open.clone().set_num_format("m/d"),
            other_date: open.clone().set_num_format("yyyy/m/d").set_shrink(),
            remarks: left.clone().set_unlocked().set_font_size(9),
            void: middle.clone().set_background_color(HEAD),
            title: plain.clone().set_font_size(15).set_bold().set_align(FormatAlign::Center),
            badge: middle.clone().set_font_size(11).set_bold().set_border(FormatBorder::Medium),
            small: plain.clone().set_font_size(9),
            notice: plain.set_font_size(9).set_bold().set_border(FormatBorder::Dashed),
            label: text.clone().set_align(FormatAlign::Right),
            value_date: value.clone().set_num_format("yyyy/m/d").set_align(FormatAlign::Left),
            value,
            no: Format::new().set_bold().set_background_color(NO),
            wanting: Format::new().set_background_color(WANTING),
            answer: open,
            head,
            text: left,
        }
    }
}
