//! `match`: who could help whom.

use std::io::Write;

use super::Call;
use super::book::{Book, answer};
use super::fault::Fault;
use crate::log::{DeviceId, RecordId};
use crate::matching::{Cover, Points, Request, Sought, matches, to_json, to_table};

pub(super) fn matching(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let path = &call.files(1)?[0];
    let request = request(call)?;
    let format = call.text("format")?.unwrap_or_else(|| "json".to_owned());
    if !["json", "table"].contains(&format.as_str()) {
        return Err(Fault::Usage(format!("--format {format}: expected json or table")));
    }
    let ledger = Book::open(path)?.ledger(DeviceId::new(0));
    let state = ledger.state();
    let found =
        matches(state, &request, &Points::default()).map_err(|why| Fault::file(path, why))?;
    if format == "json" {
        return Ok(answer(out, &to_json(&found, state))?);
    }
    Ok(out.write_all(to_table(&found, state).as_bytes())?)
}

fn request(call: &Call<'_>) -> Result<Request, Fault> {
    let [mentors, mentees] = [ids(call, "mentors")?, ids(call, "mentees")?];
    let [helpers, helped] = [ids(call, "helpers")?, ids(call, "helped")?];
    let of_units = !helpers.is_empty() || !helped.is_empty();
    if of_units && (!mentors.is_empty() || !mentees.is_empty()) {
        return Err(Fault::usage("name either mentors and mentees, or helpers and helped"));
    }
    let cover = match call.text("cover")?.as_deref() {
        None => None,
        Some("helped") => Some(Cover::Helped),
        Some("pool") => Some(Cover::Pool),
        Some(other) => {
            return Err(Fault::Usage(format!("--cover {other}: expected helped or pool")));
        }
    };
    let mut request = Request {
        what: if of_units { Sought::Units } else { Sought::Mentors },
        plan: call.value("plan", "the id of a plan")?,
        helpers: [mentors, helpers].concat(),
        helped: [mentees, helped].concat(),
        limit: call.value("limit", "a number")?,
        cover,
        ..Request::default()
    };
    for text in texts(call, "distance")? {
        let wrong =
            || Fault::Usage(format!("--distance {text}: expected HELPER,HELPED=KILOMETRES"));
        let (both, km) = text.split_once('=').ok_or_else(wrong)?;
        let (helper, helped) = two(both, ',').ok_or_else(wrong)?;
        request.distances.insert((helper, helped), km.parse().map_err(|_| wrong())?);
    }
    for text in texts(call, "wish")? {
        let wrong = || Fault::Usage(format!("--wish {text}: expected HELPED=HELPER"));
        request.wishes.push(two(&text, '=').ok_or_else(wrong)?);
    }
    Ok(request)
}

fn two(text: &str, mark: char) -> Option<(RecordId, RecordId)> {
    let (one, other) = text.split_once(mark)?;
    Some((one.trim().parse().ok()?, other.trim().parse().ok()?))
}

fn texts(call: &Call<'_>, name: &str) -> Result<Vec<String>, Fault> {
    let text = |value: &std::ffi::OsString| {
        value
            .to_str()
            .map(str::to_owned)
            .ok_or_else(|| Fault::Usage(format!("--{name} is not UTF-8")))
    };
    call.all(name).map(text).collect()
}

/// Ids in one or several options, parted by commas.
fn ids(call: &Call<'_>, name: &str) -> Result<Vec<RecordId>, Fault> {
    let all = texts(call, name)?.join(",");
    let ids = all.split(',').map(str::trim).filter(|it| !it.is_empty());
    ids.map(|id| {
        id.parse().map_err(|_| Fault::Usage(format!("--{name} {id}: expected ids of records")))
    })
    .collect()
}
