//! How mail is handed over to servers of this release and of the ones before.

use super::{bakery, domain, tells, whole};
use crate::fallback::{keeper, take};
use crate::testing::on_each_engine;
use hostler_relay::table::Trust;
use hostler_wire::recipients::{Answer, Snapshot};

#[tokio::test]
async fn k3_a_server_of_before_gets_its_mail_by_what_it_can() {
    on_each_engine(|app| async move {
        let server = bakery(&app, "anna").await;
        let trust = async || keeper::primaries(&app).await.unwrap().remove(0).trust;
        let list = || vec![domain("bakery.test", &["anna"])];
        let of_before = || Snapshot { hand_over: None, ..whole(list()) };
        assert_eq!(take(&app, &server, of_before()).await.unwrap(), Answer::Taken);
        assert_eq!(trust().await, Trust::Opportunistic);

        // Updated, its list is the same; how it takes mail is not.
        let only_hash = Snapshot { domains: None, ..whole(list()) };
        assert_eq!(take(&app, &server, only_hash.clone()).await.unwrap(), Answer::SendWhole);
        tells(&app, &server, list()).await;
        assert_eq!(take(&app, &server, only_hash).await.unwrap(), Answer::Taken);
        assert!(matches!(trust().await, Trust::Pinned { name, .. } if name == "bakkerij-anna.hostler.test"));

        // Put back to the program of before.
        let only_hash = Snapshot { domains: None, ..of_before() };
        assert_eq!(take(&app, &server, only_hash).await.unwrap(), Answer::SendWhole);
        assert_eq!(take(&app, &server, of_before()).await.unwrap(), Answer::Taken);
        assert_eq!(trust().await, Trust::Opportunistic);
    })
    .await;
}
