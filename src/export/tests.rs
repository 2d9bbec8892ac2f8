use super::*;

#[test]
fn folders_are_named_without_marks() {
    for (text, named) in [
        ("Đảng bộ xã Bình An", "dang-bo-xa-binh-an"),
        ("Đảng bộ  tỉnh Tuyên Quang", "dang-bo-tinh-tuyen-quang"),
        ("…", ""),
    ] {
        assert_eq!(slug(text), named);
    }
}

#[test]
fn every_table_begins_with_whose_it_is_and_no_name_comes_twice() {
    for table in &TABLES {
        let names: Vec<_> = table.columns.iter().map(|it| it.name).collect();
        assert_eq!(names[..3], ["year", "province", "commune"], "{}", table.name);
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), names.len(), "{}", table.name);
        let is_plain = |it: &str| {
            it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
        };
        assert!(names.iter().all(|it| is_plain(it)), "{names:?}");
    }
}

#[test]
fn keys_join_however_it_was_typed_and_no_secret_is_short() {
    assert!(Mask::new(b"ngan").is_none());
    let (one, other) = (Mask::new(&[1; 32]).unwrap(), Mask::new(&[2; 32]).unwrap());
    assert_eq!(one.name("NGUYỄN  Văn An"), one.name("Nguyễn Văn An"));
    assert_eq!(one.card("12.345678"), one.card("12 345678"));
    assert_ne!(one.name("Nguyễn Văn An"), other.name("Nguyễn Văn An"));
    assert_ne!(one.name("Hoàng Văn Hòa"), one.name("Hoàng Văn Hoa"), "marks tell names apart");
    assert_ne!(one.name("12345678"), one.card("12345678"));
    assert_eq!(one.name("An").len(), 32);
}
