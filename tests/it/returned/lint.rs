//! What Excel would repair: looked for in a package, part by part.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::returned::support::parts;

/// Children of a worksheet in the schema's order.
const WORKSHEET: &[&str] = &[
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
const STYLES: &[&str] = &[
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];
const WORKBOOK: &[&str] = &[
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

/// An element: its path of local names and its attributes.
pub(crate) struct Found {
    pub(crate) path: Vec<String>,
    pub(crate) attrs: BTreeMap<String, String>,
}

impl Found {
    /// Its own local name.
    pub(crate) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// Every element of a text, in order.
pub(crate) fn elements(text: &str) -> Vec<Found> {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut found = Vec::new();
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}"));
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                path.push(tag.local_name().into_inner().to_owned());
                let attrs = tag.attributes().map(|it| {
                    let it = it.unwrap();
                    (
                        it.key.into_inner().to_owned(),
                        quick_xml::escape::unescape(&it.value).unwrap().into_owned(),
                    )
                });
                found.push(Found { path: path.clone(), attrs: attrs.collect() });
                if matches!(event, Event::Empty(_)) {
                    path.pop();
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

fn check_order(part: &str, all: &[Found], order: &[&str]) {
    let children = all.iter().filter(|it| it.path.len() == 2).map(Found::name);
    let ranks: Vec<_> =
        children.filter_map(|name| order.iter().position(|it| *it == name)).collect();
    assert!(ranks.is_sorted(), "{part}: children out of the schema's order");
}

fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|it| !it.is_empty()).collect()
    };
    for piece in target.split('/').filter(|it| !it.is_empty()) {
        if piece == ".." {
            path.pop();
        } else {
            path.push(piece);
        }
    }
    path.join("/")
}

/// Panics at what Excel would repair.
pub(crate) fn check(package: &[u8]) {
    let all: BTreeMap<String, Vec<u8>> = parts(package).into_iter().collect();
    let text = |name: &str| String::from_utf8(all[name].clone()).unwrap();
    let types = elements(&text("[Content_Types].xml"));
    let mut overrides = BTreeMap::new();
    let mut defaults = BTreeMap::new();
    for it in &types[1..] {
        let (map, key) = if it.name() == "Override" {
            (&mut overrides, it.attrs["PartName"].to_lowercase())
        } else {
            (&mut defaults, it.attrs["Extension"].to_lowercase())
        };
        let twice = map.insert(key.clone(), it.attrs["ContentType"].clone());
        assert!(twice.is_none(), "{key} has two content types");
    }
    for name in overrides.keys() {
        let part = name.trim_start_matches('/');
        assert!(all.keys().any(|it| it.to_lowercase() == part), "a type for no part: {name}");
    }
    for name in all.keys().filter(|it| *it != "[Content_Types].xml") {
        let extension = name.rsplit('.').next().unwrap().to_lowercase();
        let is_known = overrides.contains_key(&format!("/{name}").to_lowercase())
            || defaults.contains_key(&extension);
        assert!(is_known, "{name} has no content type");
    }

    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in all.keys().filter(|it| it.ends_with(".rels")) {
        let part = name.replacen("_rels/", "", 1).trim_end_matches(".rels").to_owned();
        let folder = part.rsplit_once('/').map_or("", |it| it.0);
        assert!(part.is_empty() || all.contains_key(&part), "{name} belongs to no part");
        let own = ids.entry(part.clone()).or_default();
        for it in &elements(&text(name))[1..] {
            assert!(own.insert(it.attrs["Id"].clone()), "{name}: an id twice");
            if it.attrs.get("TargetMode").is_none_or(|it| it != "External") {
                let target = resolved(folder, it.attrs["Target"].split('#').next().unwrap());
                assert!(all.contains_key(&target), "{name} leads to nothing: {target}");
            }
        }
    }
    for name in all.keys().filter(|it| it.starts_with("xl/") && it.ends_with(".xml")) {
        for it in elements(&text(name)) {
            for (key, id) in &it.attrs {
                if key == "r:id" {
                    let own = ids.get(name);
                    assert!(own.is_some_and(|own| own.contains(id)), "{name}: {id} is unknown");
                }
            }
        }
    }
    check_parts(&all, &overrides);
}

fn check_parts(all: &BTreeMap<String, Vec<u8>>, overrides: &BTreeMap<String, String>) {
    for (name, kind) in overrides {
        let name = name.trim_start_matches('/');
        let bytes = &all.iter().find(|it| it.0.to_lowercase() == name).unwrap().1;
        if !kind.ends_with("+xml") {
            continue;
        }
        let found = elements(std::str::from_utf8(bytes).unwrap());
        if kind.ends_with("worksheet+xml") {
            check_order(name, &found, WORKSHEET);
            let rules = found.iter().filter(|it| it.name() == "cfRule" && it.path[1] != "extLst");
            let priorities: Vec<_> = rules.map(|it| &it.attrs["priority"]).collect();
            let unique: BTreeSet<_> = priorities.iter().collect();
            assert_eq!(unique.len(), priorities.len(), "{name}: a priority twice");
        } else if kind.ends_with("styles+xml") {
            check_order(name, &found, STYLES);
            for container in found.iter().filter(|it| it.path.len() == 2) {
                let children =
                    found.iter().filter(|it| it.path.len() == 3 && it.path[1] == *container.name());
                if let Some(count) = container.attrs.get("count") {
                    assert_eq!(*count, children.count().to_string(), "{}", container.name());
                }
            }
        } else if kind.ends_with("main+xml") {
            check_order(name, &found, WORKBOOK);
            let own: Vec<_> =
                found.iter().filter(|it| it.name() == "sheet" && it.path.len() == 3).collect();
            let names: BTreeSet<_> = own.iter().map(|it| it.attrs["name"].to_lowercase()).collect();
            let ids: BTreeSet<_> = own.iter().map(|it| &it.attrs["sheetId"]).collect();
            assert!(names.len() == own.len() && ids.len() == own.len(), "a sheet twice");
        }
    }
}
