//! 連絡体制図, 事業継続計画と訓練, 規程, バックアップ of the institution.

use axum::Router;

use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}
