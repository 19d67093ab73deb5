//! All servers at once, or not: when it is the node, and what is left alone meanwhile.

use super::super::running;
use super::super::store::incidents;
use super::super::watch::testing::{Case, bad, good, own};
use super::watcher::on_each_engine;
use crate::app::App;

async fn kinds(app: &App) -> Vec<String> {
    running(&app.db).await.unwrap().into_iter().map(|one| one.kind).collect()
}

async fn of(app: &std::sync::Arc<App>, names: &[&str]) -> Case {
    let mut case = Case::of(app, names).await;
    for server in 0..names.len() {
        case.all(server, &good()).await;
    }
    case
}

#[tokio::test]
async fn all_servers_at_once_are_one_trouble_of_the_node() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen", "smederij"]).await;
        for _ in 0..3 {
            assert!(!case.is_node_down());
            case.tick().await;
            for server in 0..3 {
                case.all(server, &bad()).await;
            }
        }
        assert_eq!(kinds(&app).await, ["node-down"]);
        case.pass(120).await;
        for server in 0..3 {
            assert!(incidents::actions(&app.db, case.id(server), 0).await.unwrap().is_empty());
        }
        case.hear(1, "smtp", &good()).await;
        case.hear(1, "imaps", &good()).await;
        assert_eq!(kinds(&app).await, ["node-down"], "one good answer is not its end");
        case.hear(1, "smtp", &good()).await;
        assert!(!kinds(&app).await.contains(&"node-down".to_string()));
    })
    .await;
}

#[tokio::test]
async fn the_nodes_trouble_outlives_the_platform() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen"]).await;
        for _ in 0..3 {
            for server in 0..2 {
                case.all(server, &bad()).await;
            }
        }
        case.write().await;
        let mut case = case.again().await;
        case.hear(0, "smtp", &bad()).await;
        assert_eq!(kinds(&app).await, ["node-down"], "nothing was good since");
        case.hear(0, "smtp", &good()).await;
        case.hear(0, "smtp", &good()).await;
        assert!(!kinds(&app).await.contains(&"node-down".to_string()));
    })
    .await;
}

#[tokio::test]
async fn one_that_is_down_and_one_lost_answer_of_the_other_are_not_the_node() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen"]).await;
        for round in 0..5 {
            case.tick().await;
            case.all(0, &bad()).await;
            case.hear(1, "smtp", &if round == 3 { bad() } else { good() }).await;
            assert!(!case.is_node_down());
        }
        assert_eq!(kinds(&app).await, ["service-down"]);
    })
    .await;
}

#[tokio::test]
async fn one_dead_engine_in_each_server_is_each_servers_own() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen"]).await;
        for _ in 0..6 {
            case.tick().await;
            for word in ["smtp", "submission", "submissions"] {
                for server in 0..2 {
                    case.hear(server, word, &bad()).await;
                    assert!(!case.is_node_down());
                }
            }
        }
        assert_eq!(kinds(&app).await, ["service-down", "service-down"]);
        case.pass(1).await;
        for server in 0..2 {
            let done = incidents::actions(&app.db, case.id(server), 0).await.unwrap();
            assert_eq!(done.len(), 1, "it is started again: {done:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_on_this_side_says_nothing_of_anybody() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen"]).await;
        for _ in 0..5 {
            case.tick().await;
            for server in 0..2 {
                case.all(server, &own()).await;
            }
        }
        assert!(kinds(&app).await.is_empty());
    })
    .await;
}

/// The database, without the incidents for a while.
async fn rename(app: &App, statement: &'static str) {
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(statement).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_database_that_fails_for_a_moment_makes_nobody_blind() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij", "bloemen"]).await;
        rename(&app, "ALTER TABLE incidents RENAME TO incidents_away").await;
        let mut failed = 0;
        for _ in 0..3 {
            for server in 0..2 {
                for word in ["smtp", "submission", "submissions", "imaps", "pop3s", "https"] {
                    failed += usize::from(case.try_to_hear(server, word, &bad()).await.is_err());
                }
            }
        }
        assert!(failed > 0 && case.is_node_down(), "{failed}");
        assert_eq!(case.asking(), 0, "each is asked again");
        rename(&app, "ALTER TABLE incidents_away RENAME TO incidents").await;
        case.pass(1).await;
        assert_eq!(kinds(&app).await, ["node-down"], "it is written down when it can be");
    })
    .await;
}

#[tokio::test]
async fn a_question_that_breaks_off_is_asked_again_and_says_nothing() {
    on_each_engine(|app| async move {
        let mut case = of(&app, &["bakkerij"]).await;
        for _ in 0..4 {
            case.breaks_off(0, "imaps").await;
            assert_eq!(case.asking(), 0);
        }
        assert!(kinds(&app).await.is_empty());
    })
    .await;
}
