//! `cargo xtask serve`: the site on this computer, as a plain static host would serve it.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::pack::with_ending;
use crate::{build, machine};

/// Requests answered at the same time; a browser opens six connections.
const WORKERS: usize = 6;

/// Builds unless told not to, then serves `dist/` until stopped.
///
/// # Errors
/// When the port is in use, there is nothing to serve, or the build fails.
pub(crate) fn run(port: u16, dev: bool, no_build: bool) -> Result<()> {
    // The port first: nobody should wait for a build to hear that it is taken.
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("port {port} cannot be used ({error}). Is it served already? Else choose one: cargo xtask serve --port {}", port.wrapping_add(1)))?;
    if !no_build {
        build::run(dev)?;
    }
    let dist = machine::root()?.join("dist");
    ensure!(
        dist.join("index.html").is_file(),
        "dist/ is empty; run `cargo xtask build` first, or serve without --no-build"
    );
    println!("\nJiedui 结对台账 is at http://127.0.0.1:{port}/");
    println!(
        "For a look around, press 「载入示例」 (the example workbook): one tap loads it, one tap removes it."
    );
    println!("Ctrl+C stops.");
    let server = Arc::new(server);
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (server, dist) = (Arc::clone(&server), dist.clone());
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A browser that goes away in the middle of an answer is no fault of ours.
                    let _ = answer(request, &dist);
                }
            })
        })
        .collect();
    workers
        .into_iter()
        .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a worker of the server failed")))
}

fn answer(request: Request, dist: &Path) -> Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(request, 405, "only GET and HEAD");
    }
    let url = request.url().split(['?', '#']).next().unwrap_or_default();
    let Some(path) = locate(dist, url) else { return plain(request, 404, "not found") };
    let accepted = header(&request, "Accept-Encoding").unwrap_or_default();
    let (bytes, coding) = best(&path, &accepted)?;
    let mut headers = vec![
        ("Content-Type", content_type(&path).to_owned()),
        // Names do not change between builds, so every answer is asked for again; the service worker makes it fast.
        ("Cache-Control", "no-cache".to_owned()),
        ("Vary", "Accept-Encoding".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ];
    headers.extend(coding.map(|coding| ("Content-Encoding", coding.to_owned())));
    let mut response = Response::from_data(bytes).with_chunked_threshold(usize::MAX);
    for (name, value) in headers {
        response.add_header(
            Header::from_bytes(name, value).map_err(|()| anyhow!("bad header {name}"))?,
        );
    }
    Ok(request.respond(response)?)
}

fn plain(request: Request, status: u16, text: &str) -> Result<()> {
    Ok(request.respond(Response::from_string(text).with_status_code(StatusCode(status)))?)
}

fn header(request: &Request, name: &str) -> Option<String> {
    let found = request
        .headers()
        .iter()
        .find(|header| header.field.as_str().as_str().eq_ignore_ascii_case(name))?;
    Some(found.value.as_str().to_ascii_lowercase())
}

/// The file of a URL path: no rewrites, nothing outside `dist`, `index.html` for a folder.
fn locate(dist: &Path, url: &str) -> Option<PathBuf> {
    let decoded = decode(url.strip_prefix('/')?)?;
    let relative = Path::new(&decoded);
    if decoded.contains('\\')
        || !relative.components().all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let path = dist.join(relative);
    let path =
        if decoded.is_empty() || decoded.ends_with('/') { path.join("index.html") } else { path };
    path.is_file().then_some(path)
}

/// Undoes `%20` and its like; none when that is not UTF-8.
fn decode(url: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}

/// The smallest copy of the file that the browser understands.
fn best(path: &Path, accepted: &str) -> Result<(Vec<u8>, Option<&'static str>)> {
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        let understood =
            accepted.split(',').any(|one| one.split(';').next().map(str::trim) == Some(coding));
        if understood && let Ok(bytes) = fs::read(with_ending(path, ending)) {
            return Ok((bytes, Some(coding)));
        }
    }
    Ok((fs::read(path).with_context(|| format!("cannot read {}", path.display()))?, None))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_site_is_found() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(locate(&here, "/main.rs").is_some());
        for url in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/..\\Cargo.toml",
            "main.rs",
            "/%zz",
            "/nothing",
        ] {
            assert!(locate(&here, url).is_none(), "{url}");
        }
    }
}
