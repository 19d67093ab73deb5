use super::vendor::DEB;
use super::{Bakery, bakery_own, licence};
use crate::updates::{
    Held, Installation, Outcome, Shelf, Turn, UpdateRefused, UpdatesError, Way, Why, Wish, begin,
    begin_way_back, carry, look, watch,
};

/// Takes the turn as the installing program does, and says that it is done.
const WORKS: &str = r#"cd "$0" && exec 9>install.lock && flock 9 && sleep 1 &&
    sed -i 's/"outcome": null/"outcome": {"outcome":"installed"}/' installation.json"#;

fn wish(version: &str) -> Wish {
    Wish { version: Some(version.into()), ..Wish::default() }
}

async fn done(bakery: &Bakery, version: &str) -> Installation {
    let begun = begin(&bakery.app, &bakery_own(), &wish(version)).await.unwrap();
    carry(&bakery.app, begun).await.unwrap()
}

fn trouble(one: &Installation) -> Why {
    match &one.outcome {
        Some(Outcome::Failed { trouble }) => trouble.why,
        other => panic!("{other:?}"),
    }
}

async fn refused(bakery: &Bakery, wish: &Wish) -> UpdateRefused {
    match begin(&bakery.app, &bakery_own(), wish).await {
        Err(UpdatesError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn l3_a_package_is_fetched_checked_and_handed_over() {
    let bakery = Bakery::with(Held::Trial, &["true"]).await;
    bakery.vendor.offer_two();
    let folder = bakery.app.folders.root().join("versions").display().to_string();
    let words = ["sh", "-c", WORKS, folder.as_str()].map(str::to_string).to_vec();
    let app = std::sync::Arc::try_unwrap(bakery.app).ok().unwrap();
    let updates = crate::updates::Updates::of(Some(super::installed()), words);
    *updates.held.lock().unwrap() = Some(Held::Trial);
    let bakery = Bakery { app: app.updated_by(updates).shared(), ..bakery };
    let begun = begin(&bakery.app, &bakery_own(), &wish("10.0.1")).await.unwrap();
    let second = begin(&bakery.app, &bakery_own(), &wish("10.0.2")).await.unwrap_err();
    assert!(matches!(second, UpdatesError::Refused(UpdateRefused::Runs)), "one at a time");
    let one = carry(&bakery.app, begun).await.unwrap();
    assert_eq!((one.from.as_str(), one.to.as_str(), one.by.as_str()), ("10.0.0", "10.0.1", "Anna de Vries"));
    let package = Shelf::of(&bakery.app.folders).package("10.0.1");
    assert_eq!(std::fs::read(&package).unwrap(), DEB);
    assert!(matches!(begin_way_back(&bakery.app, &bakery_own()).await, Err(UpdatesError::Refused(_))));
    assert_eq!(bakery.history().await, ["Anna de Vries update-begun 10.0.1 10.0.0"]);
}

#[tokio::test]
async fn l3_a_package_that_is_not_the_signed_one_is_thrown_away() {
    let bakery = Bakery::new(Held::Trial).await;
    for (bytes, expect) in [
        (b"another package of its length".as_slice(), Why::Altered),
        (&[DEB, b"!"].concat(), Why::Altered),
        (&DEB[..5], Why::Download),
    ] {
        bakery.vendor.offer_two();
        bakery.vendor.pack("10.0.1", bytes);
        assert_eq!(trouble(&done(&bakery, "10.0.1").await), expect);
        assert_eq!(bakery.shelf(), ["channel.json", "installation.json", "results.json"]);
    }
    bakery.vendor.pack("10.0.1", DEB);
    assert_eq!(trouble(&done(&bakery, "10.0.1").await), Why::Handover, "a program that does not begin");
    watch::tell(&bakery.app).await.unwrap();
    watch::tell(&bakery.app).await.unwrap();
    let told = bakery.history().await.into_iter().filter(|line| line.contains("update-failed")).count();
    assert_eq!(told, 4, "each once");
}

#[tokio::test]
async fn l3_a_lapsed_maintenance_gets_what_was_released_in_time() {
    let bakery = Bakery::new(licence(&[])).await;
    bakery.vendor.offer_two();
    let newer = refused(&bakery, &wish("10.0.2")).await;
    assert!(matches!(newer, UpdateRefused::MaintenanceEnded { .. }), "{newer:?}");
    assert_eq!(done(&bakery, "10.0.1").await.to, "10.0.1");
    let older = refused(&bakery, &wish("10.0.0")).await;
    assert!(matches!(older, UpdateRefused::NotNewer { .. }), "{older:?}");
}

#[tokio::test]
async fn l3_what_was_withdrawn_is_not_installed_though_it_was_shown() {
    let bakery = Bakery::new(Held::Trial).await;
    bakery.vendor.offer_two();
    crate::updates::check(&bakery.app).await.unwrap();
    bakery.vendor.offer(&[]);
    assert!(matches!(refused(&bakery, &wish("10.0.1")).await, UpdateRefused::Unknown { .. }));
    assert_eq!(bakery.shelf(), ["channel.json"]);
}

#[tokio::test]
async fn l11_who_accepted_a_version_without_certificate_is_written_down_first() {
    let bakery = Bakery::new(licence(&["fstek"])).await;
    bakery.vendor.offer_two();
    assert!(matches!(refused(&bakery, &wish("10.0.1")).await, UpdateRefused::Uncertified { .. }));
    let accept = Wish { accept_uncertified: Some("fstek".into()), ..wish("10.0.1") };
    let begun = begin(&bakery.app, &bakery_own(), &accept).await.unwrap();
    assert_eq!(begun.installation.accepted.as_deref(), Some("fstek"));
    let history = bakery.history().await;
    assert!(history.contains(&"Anna de Vries uncertified-accepted 10.0.1 FSTEK".to_string()), "{history:?}");
}

#[tokio::test]
async fn l3_what_was_interrupted_is_said_and_holds_nobody_up() {
    let bakery = Bakery::new(Held::Trial).await;
    bakery.vendor.offer_two();
    let begun = begin(&bakery.app, &bakery_own(), &wish("10.0.1")).await.unwrap();
    watch::tell(&bakery.app).await.unwrap();
    assert!(look(&bakery.app).await.unwrap().running().is_some(), "somebody works at it");
    // Its program ends, and the lock with it.
    drop(begun);
    watch::tell(&bakery.app).await.unwrap();
    let picture = look(&bakery.app).await.unwrap();
    assert_eq!(picture.installation.unwrap().outcome, Some(Outcome::Interrupted));
    assert_eq!(trouble(&done(&bakery, "10.0.1").await), Why::Handover);
}

#[tokio::test]
async fn l3_a_full_disk_leaves_nothing_behind() {
    use nix::mount::{MntFlags, MsFlags, mount, umount2};
    nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWNS).unwrap();
    mount(None::<&str>, "/", None::<&str>, MsFlags::MS_REC | MsFlags::MS_PRIVATE, None::<&str>).unwrap();
    let bakery = Bakery::new(Held::Trial).await;
    let shelf = Shelf::of(&bakery.app.folders);
    shelf.make().unwrap();
    mount(Some("small"), shelf.folder(), Some("tmpfs"), MsFlags::empty(), Some("size=512k")).unwrap();
    let large = vec![7; 1 << 20];
    let mut manifest = super::vendor::Vendor::plain("10.0.1", jiff::civil::date(2026, 10, 1));
    manifest.package.bytes = large.len() as i64;
    bakery.vendor.offer(&[bakery.vendor.signed(manifest)]);
    bakery.vendor.pack("10.0.1", &large);
    assert_eq!(trouble(&done(&bakery, "10.0.1").await), Why::DiskFull);
    assert_eq!(bakery.shelf(), ["channel.json", "installation.json", "results.json"]);
    umount2(shelf.folder(), MntFlags::MNT_DETACH).unwrap();
}

#[tokio::test]
async fn l3_the_way_back_leads_to_the_kept_version_before() {
    let bakery = Bakery::new(Held::Locked).await;
    let shelf = Shelf::of(&bakery.app.folders);
    shelf.make().unwrap();
    for kept in ["9.8", "9.10", "10.0.0", "10.0.1", "x"] {
        std::fs::write(shelf.package(kept), "").unwrap();
    }
    let begun = begin_way_back(&bakery.app, &bakery_own()).await.unwrap();
    assert_eq!((begun.installation.to.as_str(), begun.installation.way), ("9.10", Way::Back));
    assert!(shelf.take(Turn::Begin).unwrap().is_none());
    std::fs::write(shelf.folder().join("10.0.2.part"), "").unwrap();
    shelf.keep_only(&["10.0.0", "9.10"]).unwrap();
    assert_eq!(bakery.shelf(), ["10.0.0.deb", "9.10.deb", "installation.json"]);
}
