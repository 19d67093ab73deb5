use crate::backup::{BadDepot, Depot, Keys};
use std::path::Path;

fn keys() -> Keys {
    Keys { access: "bakkerij".into(), secret: "twelve croissants".into() }
}

#[test]
fn k1_a_place_is_a_folder_or_a_bucket_that_nobody_listens_to() {
    for (text, expect) in [
        ("/mnt/backups", Ok("/mnt/backups")),
        ("s3:https://s3.provider.example/bucket/a/b", Ok("https://s3.provider.example/bucket/a/b/")),
        ("s3:https://s3.provider.example/bucket?region=eu-west-1", Ok("https://s3.provider.example/bucket/")),
        ("s3:http://127.0.0.1:9000/bucket/a", Ok("http://127.0.0.1:9000/bucket/a/")),
        ("s3:http://localhost:9000/bucket", Ok("http://localhost:9000/bucket/")),
        ("s3:http://[::1]:9000/bucket", Ok("http://[::1]:9000/bucket/")),
        ("s3:http://s3.provider.example/bucket", Err(BadDepot::Plain)),
        ("s3:http://127.0.0.1.provider.example/bucket", Err(BadDepot::Plain)),
        ("s3:ftp://s3.provider.example/bucket", Err(BadDepot::Form)),
        ("s3:https://s3.provider.example/", Err(BadDepot::Form)),
        ("s3:bucket", Err(BadDepot::Form)),
    ] {
        let seen = Depot::parse(text, &keys()).map(|depot| depot.words());
        assert_eq!(seen, expect.map(str::to_string), "{text}");
    }
    assert_eq!(Depot::parse("s3:https://s3.provider.example/b", &Keys::default()), Err(BadDepot::Keys));
    assert_eq!(Depot::beside(Path::new("/data")).words(), "/data/backups");
}

#[test]
fn k1_the_region_of_a_bucket_is_the_usual_one_unless_it_is_named() {
    for (text, expect) in [("", "us-east-1"), ("?region=eu-west-1", "eu-west-1")] {
        let depot = Depot::parse(&format!("s3:https://s3.provider.example/b{text}"), &keys()).unwrap();
        let Depot::Bucket(bucket) = depot else { panic!("{depot:?}") };
        assert_eq!(bucket.region, expect);
    }
}
