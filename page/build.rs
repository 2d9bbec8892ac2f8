//! What the linker is told: the page hands the memory over, so that it says how much there may be, and
//! deep nesting has as much stack as a thread of the program.

fn main() {
    let target = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    if target == "wasm32" {
        // The first pages of the memory: `page.js` asks for as many.
        for arg in ["--import-memory", "--initial-memory=16777216", "-zstack-size=4194304"] {
            println!("cargo:rustc-link-arg-cdylib={arg}");
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
}
