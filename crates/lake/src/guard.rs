//! SQL of other people: one statement, and it only reads.

use datafusion::prelude::SQLOptions;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{Query, SetExpr, Statement as Sql};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::lake::LakeError;

/// Longer texts are not read.
const LONGEST: usize = 64 << 10;
/// Operators, and words that join one thing to the next: a chain of them is as deep as it is long, and planning walks down to its
/// end. Names, values, commas and brackets do not count, so that a list of many values can be asked.
const MOST_STEPS: usize = 300;
/// Brackets within brackets.
const DEEPEST: usize = 40;

/// Whether it is one statement that only reads.
pub(crate) fn reading(sql: &str) -> Result<(), LakeError> {
    if sql.len() > LONGEST {
        return Err(LakeError::TooMuch);
    }
    let wrong = |error: datafusion::error::DataFusionError| LakeError::Sql(words(&error));
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize().map_err(|error| LakeError::Sql(error.to_string()))?;
    if tokens.iter().filter(|token| is_step(token)).count() > MOST_STEPS {
        return Err(LakeError::TooMuch);
    }
    let mut parser = DFParserBuilder::new(sql).with_recursion_limit(DEEPEST).build().map_err(wrong)?;
    let mut statements = parser.parse_statements().map_err(wrong)?;
    let (Some(statement), true) = (statements.pop_front(), statements.is_empty()) else { return Err(LakeError::NotReading) };
    match &statement {
        Statement::Statement(inner) if matches!(inner.as_ref(), Sql::Query(query) if only_reads(query)) => Ok(()),
        _ => Err(LakeError::NotReading),
    }
}

fn is_step(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND
                | Keyword::OR
                | Keyword::NOT
                | Keyword::CASE
                | Keyword::IS
                | Keyword::LIKE
                | Keyword::UNION
                | Keyword::EXCEPT
                | Keyword::INTERSECT
                | Keyword::JOIN
                | Keyword::SELECT
        ),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::Whitespace(_) => false,
        Token::Comma | Token::Period | Token::LParen | Token::RParen => false,
        _ => true,
    }
}

/// What the engine may do with it: nothing but read.
pub(crate) fn options() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}

fn only_reads(query: &Query) -> bool {
    let inner = query.with.iter().flat_map(|with| &with.cte_tables).all(|table| only_reads(&table.query));
    inner && set(&query.body)
}

fn set(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(query) => only_reads(query),
        SetExpr::SetOperation { left, right, .. } => set(left) && set(right),
        SetExpr::Values(_) => true,
        _ => false,
    }
}

/// What the engine says, without its own wrapping.
pub(crate) fn words(error: &datafusion::error::DataFusionError) -> String {
    let text = error.find_root().strip_backtrace();
    let ends = ["SQL error: ", "Error during planning: ", "Schema error: ", "This feature is not implemented: ", "Execution error: "];
    let text = ends.iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(&text);
    let text = text.strip_prefix("ParserError(\"").and_then(|text| text.strip_suffix("\")")).unwrap_or(text);
    text.to_owned()
}
