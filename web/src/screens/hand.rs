//! Doing something from a screen: a command is run, what was done is said with 撤销 beside it, and what could not be
//! written is offered again.

use std::rc::Rc;

use jiedui_core::command::{Command, Fields, TemplateChoice};
use jiedui_core::log::{RecordId, Stamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, Done, NotDone, Pending};
use crate::parts::{Notices, Question, Words};
use crate::remedy;
use crate::shell::Shell;
use crate::text::t;

/// What goes on after a command is done.
type Then = Box<dyn FnOnce(Done)>;

/// Runs the commands of a screen that has no form around them.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    desk: Desk,
    notices: Notices,
}

impl Hand {
    /// Call it while a screen is being built, not later in an event or a future.
    pub fn here() -> Self {
        Self { desk: Desk::here(), notices: Shell::here().notices }
    }

    /// The desk it works at.
    pub fn desk(self) -> Desk {
        self.desk
    }

    /// Runs a command and says what was done, with 撤销 beside it; without words nothing is said.
    pub fn run<W: Into<String> + 'static>(self, command: Command, said: impl Fn() -> W + 'static) {
        self.run_then(command, said, |_| {});
    }

    /// The same, and goes on when it is done.
    pub fn run_then<W: Into<String> + 'static>(
        self,
        command: Command,
        said: impl Fn() -> W + 'static,
        then: impl FnOnce(Done) + 'static,
    ) {
        let (said, then): (Words, Then) = (Rc::new(move || said().into()), Box::new(then));
        spawn_local(async move { self.settle(self.desk.run(command).await, said, then) });
    }

    /// Changes fields of a record.
    pub fn edit<W: Into<String> + 'static>(
        self,
        id: RecordId,
        fields: Fields,
        said: impl Fn() -> W + 'static,
    ) {
        self.run(Command::Edit { id, fields }, said);
    }

    /// Says that something was done, with 撤销 beside it unless nothing had to be changed.
    pub fn say_done(self, done: &Done, said: Words) {
        match done.act {
            _ if said().is_empty() => {}
            Some(act) => self.notices.say_undo(move || said(), move || self.undo(act)),
            None => self.notices.say(move || said()),
        }
    }

    /// Takes an action back.
    pub fn undo(self, act: Stamp) {
        let then: Then = Box::new(|_| {});
        spawn_local(async move {
            match self.desk.run(Command::Undo { act }).await {
                Ok(_) => self.notices.say(|| t("record.undone")),
                failed => self.settle(failed, Rc::new(|| t("record.undone").to_owned()), then),
            }
        });
    }

    /// Applies a template, and goes on when it is done.
    pub fn apply<W: Into<String> + 'static>(
        self,
        choice: TemplateChoice,
        said: impl Fn() -> W + 'static,
        then: impl FnOnce(Done) + 'static,
    ) {
        let (said, then): (Words, Then) = (Rc::new(move || said().into()), Box::new(then));
        spawn_local(async move { self.settle(self.desk.apply(choice).await, said, then) });
    }

    fn settle(self, result: Result<Done, NotDone>, said: Words, then: Then) {
        match result {
            Ok(done) => {
                self.say_done(&done, said);
                then(done);
            }
            Err(NotDone::Unsaved(error, pending)) => {
                self.offer_again(remedy::unsaved(&error), pending, said, then);
            }
            Err(other) => self.notices.say(move || remedy::not_done(&other)),
        }
    }

    /// The very same action once more, so that nothing is doubled.
    fn offer_again(self, why: String, pending: Pending, said: Words, then: Then) {
        let kept = StoredValue::new_local(Some((pending, said, then)));
        let again = move |()| {
            let Some((pending, said, then)) = kept.try_update_value(Option::take).flatten() else {
                return;
            };
            spawn_local(async move { self.settle(self.desk.retry(pending).await, said, then) });
        };
        self.notices.ask(Question {
            title: t("record.unsaved").to_owned(),
            text: why,
            yes: t("record.again").to_owned(),
            danger: false,
            then: Callback::new(again),
        });
    }
}
