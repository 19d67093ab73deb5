//! Forms: what is asked, what was answered, and what is wrong with it, said at
//! the field and once at the top.

use askama::Template;

use super::{Html, Page, html};

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// What it means, for radio buttons.
    pub hint: Option<String>,
}

impl Choice {
    /// An answer: what is sent, and what it says.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None }
    }

    /// What it means.
    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = Some(hint.into());
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Input(&'static str),
    Area,
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Tick,
    Hidden,
    Username,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: String,
    label: String,
    kind: Kind,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    after: Option<String>,
    autocomplete: Option<&'static str>,
    attributes: Vec<(&'static str, String)>,
    class: &'static str,
    required: bool,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            error: None,
            after: None,
            autocomplete: None,
            attributes: Vec::new(),
            class: "",
            required: true,
        }
    }

    /// A line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Input("text"))
    }

    /// A mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Input("email")).attribute("spellcheck", "false")
    }

    /// A password; say `new-password` or `current-password`, so that password managers work.
    pub fn password(name: impl Into<String>, label: impl Into<String>, autocomplete: &'static str) -> Field {
        Field::new(name, label, Kind::Input("password")).autocomplete(autocomplete)
    }

    /// A whole number, typed on a number pad.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Input("text")).attribute("inputmode", "numeric").short()
    }

    /// A day.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Input("date")).short()
    }

    /// A file; the form is then sent as multipart.
    pub fn file(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Input("file"))
    }

    /// Several lines of text.
    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Area)
    }

    /// One of many, in a list that folds out.
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Kind::Select(choices))
    }

    /// One of few, all of them seen.
    pub fn radios(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Kind::Radios(choices))
    }

    /// Yes or not; sends `yes`.
    pub fn tick(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, Kind::Tick)
    }

    /// A value that goes along unseen.
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Field {
        Field::new(name, "", Kind::Hidden).value(value)
    }

    /// Whose password the form asks for: not seen, but password managers and screen readers find it.
    pub fn username(value: impl Into<String>) -> Field {
        Field::new("username", "", Kind::Username).value(value)
    }

    /// What is in it now.
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.value = value.into();
        self
    }

    /// One sentence of help between the label and the field.
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// What stands right behind what is typed: `.hostler.example`, `GB`.
    pub fn after(mut self, after: impl Into<String>) -> Field {
        self.after = Some(after.into());
        self
    }

    /// What browsers may fill in: a token of the HTML standard's autofill list.
    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = Some(token);
        self
    }

    /// Any other attribute: `maxlength`, `accept`, `hx-get`.
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Field {
        self.attributes.push((name, value.into()));
        self
    }

    /// As wide as a number, not as a sentence.
    pub fn short(mut self) -> Field {
        self.class = "short";
        self
    }

    /// May be left empty; the label says so.
    pub fn optional(mut self) -> Field {
        self.required = false;
        self
    }

    fn id(&self) -> String {
        format!("field-{}", self.name)
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id()));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id()));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Where the error summary leads: the field, or its first radio button.
    fn target(&self) -> String {
        match &self.kind {
            Kind::Radios(_) => format!("{}-1", self.id()),
            _ => self.id(),
        }
    }
}

/// A form with its fields, ready to be shown again with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    action: String,
    fields: Vec<Field>,
    submit: String,
    cancel: Option<String>,
    errors: Vec<String>,
}

impl Form {
    /// A form that posts to a path below the base; `submit` is the button's verb.
    pub fn new(action: impl Into<String>, submit: impl Into<String>) -> Form {
        let (action, submit) = (action.into(), submit.into());
        Form { action, submit, fields: Vec::new(), cancel: None, errors: Vec::new() }
    }

    /// One more field.
    pub fn field(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }

    /// Where the way back leads, below the base.
    pub fn cancel(mut self, href: impl Into<String>) -> Form {
        self.cancel = Some(href.into());
        self
    }

    /// Puts in what was typed. A field that is not there is left alone; passwords
    /// and files are never shown again.
    pub fn fill(mut self, name: &str, value: impl Into<String>) -> Form {
        let kept = |field: &&mut Field| {
            field.name == name && !matches!(field.kind, Kind::Input("password" | "file"))
        };
        if let Some(field) = self.fields.iter_mut().find(kept) {
            field.value = value.into();
        }
        self
    }

    /// Says what is wrong at a field; of the form as a whole when there is no such field.
    pub fn refuse(mut self, name: &str, error: impl Into<String>) -> Form {
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.error = Some(error.into()),
            None => self.errors.push(error.into()),
        }
        self
    }

    /// Whether anything is wrong with it.
    pub fn refused(&self) -> bool {
        !self.errors.is_empty() || self.fields.iter().any(|field| field.error.is_some())
    }

    /// The whole form: summary of what is wrong, fields, buttons.
    pub fn html(&self, page: &Page) -> Html {
        html(&FormPart { form: self, page })
    }

    /// Only the summary, for a page that lays the fields out itself.
    pub fn summary_html(&self, page: &Page) -> Html {
        html(&SummaryPart { form: self, page })
    }

    /// Only one field, for a page that lays the fields out itself. Empty when there is none.
    pub fn field_html(&self, page: &Page, name: &str) -> Html {
        match self.fields.iter().find(|field| field.name == name) {
            Some(field) => html(&FieldPart { field, page }),
            None => askama::filters::Safe(String::new()),
        }
    }

    fn each<'a>(&'a self, page: &'a Page) -> impl Iterator<Item = Html> + 'a {
        self.fields.iter().map(move |field| html(&FieldPart { field, page }))
    }

    fn encoding(&self) -> Option<&'static str> {
        let file = self.fields.iter().any(|field| field.kind == Kind::Input("file"));
        file.then_some("multipart/form-data")
    }

    fn wrong(&self) -> usize {
        self.errors.len() + self.fields.iter().filter(|field| field.error.is_some()).count()
    }
}

#[derive(Template)]
#[template(path = "parts/form.html")]
struct FormPart<'a> {
    form: &'a Form,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "parts/summary.html")]
struct SummaryPart<'a> {
    form: &'a Form,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "parts/field.html")]
struct FieldPart<'a> {
    field: &'a Field,
    page: &'a Page,
}

/// The question before something that cannot be taken back: says what goes and
/// what stays, and asks to type a word (the thing's own name).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    form: Form,
    word: String,
    consequences: Vec<String>,
}

impl Confirm {
    /// Posts to a path below the base; `submit` is the verb; `word` has to be typed.
    pub fn new(action: impl Into<String>, submit: impl Into<String>, word: impl Into<String>) -> Confirm {
        Confirm { form: Form::new(action, submit), word: word.into(), consequences: Vec::new() }
    }

    /// One sentence of what happens, goes or stays.
    pub fn consequence(mut self, sentence: impl Into<String>) -> Confirm {
        self.consequences.push(sentence.into());
        self
    }

    /// Something else to be typed, such as a reason: it stands above the word.
    pub fn ask(mut self, field: Field) -> Confirm {
        self.form = self.form.field(field);
        self
    }

    /// Puts in what was typed.
    pub fn fill(mut self, name: &str, value: impl Into<String>) -> Confirm {
        self.form = self.form.fill(name, value);
        self
    }

    /// Says what is wrong at a field.
    pub fn refuse(mut self, name: &str, error: impl Into<String>) -> Confirm {
        self.form = self.form.refuse(name, error);
        self
    }

    /// Where the way back leads, below the base.
    pub fn cancel(mut self, href: impl Into<String>) -> Confirm {
        self.form = self.form.cancel(href);
        self
    }

    /// Checks what was typed into the field `confirm`; shows the page again when it is not the word.
    ///
    /// # Errors
    /// The confirmation with its error, to be shown again.
    pub fn check(mut self, typed: &str, page: &Page) -> Result<(), Box<Confirm>> {
        if typed.trim() == self.word {
            return Ok(());
        }
        let error = page.with("ui-type-mismatch", "word", &self.word);
        self.form = self.with_field(page).form.refuse("confirm", error);
        Err(Box::new(self))
    }

    fn with_field(&self, page: &Page) -> Confirm {
        let mut confirm = self.clone();
        if confirm.form.fields.iter().all(|field| field.name != "confirm") {
            let label = page.with("ui-type-to-confirm", "word", &self.word);
            let field = Field::text("confirm", label).autocomplete("off").attribute("spellcheck", "false");
            confirm.form = confirm.form.field(field);
        }
        confirm
    }

    /// Its markup.
    pub fn html(&self, page: &Page) -> Html {
        html(&ConfirmPart { confirm: &self.with_field(page), page })
    }
}

#[derive(Template)]
#[template(path = "parts/confirm.html")]
struct ConfirmPart<'a> {
    confirm: &'a Confirm,
    page: &'a Page,
}
