//! What a submit asks for, and what became of it: the same for all dialects.

use serde_json::Value;

/// The fields of a submit's body, whichever there were.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Submission {
    pub prompt: Option<String>,
    /// Data URLs.
    pub images: Vec<String>,
    pub dimensions: Option<String>,
    pub task_id: Option<String>,
    pub custom_id: Option<String>,
    pub mask: Option<String>,
    pub action: Option<String>,
    pub index: Option<i64>,
    pub content: Option<String>,
    pub state: Option<String>,
    pub notify_hook: Option<String>,
    pub bot: Option<String>,
    /// Ask back even where Remix is off (trueai).
    pub enable_remix: bool,
}

impl Submission {
    /// Reads a body as leniently as the most lenient gateway: numbers are taken for texts, what is of no use is left out.
    pub fn read(body: &Value) -> Self {
        let text = |name: &str| match body.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(flag)) => Some(flag.to_string()),
            _ => None,
        };
        let mut images: Vec<String> = match body.get("base64Array") {
            Some(Value::Array(images)) => images
                .iter()
                .filter_map(|image| image.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        images.extend(text("base64"));
        Self {
            prompt: text("prompt"),
            images,
            dimensions: text("dimensions"),
            task_id: text("taskId"),
            custom_id: text("customId"),
            mask: text("maskBase64"),
            action: text("action"),
            index: text("index").and_then(|index| index.parse().ok()),
            content: text("content"),
            state: text("state"),
            notify_hook: text("notifyHook"),
            bot: text("botType"),
            enable_remix: body.get("enableRemix") == Some(&Value::Bool(true)),
        }
    }
}

/// What became of a submit.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Code 1.
    Accepted(String),
    /// Code 22: accepted, and that many wait before it.
    Queued(String, usize),
    /// Code 21: the task asks back.
    Asks {
        /// Of the task.
        id: String,
        /// What it would be made from, if only confirmed.
        final_prompt: String,
    },
    /// Code 23.
    Full,
    /// Code 24.
    Banned {
        /// The word.
        word: String,
        /// The prompt it is in.
        prompt: String,
    },
    /// Code 3: there is no such task.
    Unknown,
    /// Code 4.
    Refused(Complaint),
}

/// What is wrong with a submit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Complaint {
    NoPrompt,
    NoImage,
    BadImage,
    ImageCount,
    Dimensions,
    NoTaskId,
    NoCustomId,
    ParentState,
    ParentKind,
    UnknownButton,
    Content,
    ChangeAction,
    NoMask,
    BadMask,
    NoZoom,
}

impl Complaint {
    /// As the Chinese servers word it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NoPrompt => "prompt不能为空",
            Self::NoImage => "base64不能为空",
            Self::BadImage => "base64格式错误",
            Self::ImageCount => "base64List参数错误",
            Self::Dimensions => "dimensions参数错误",
            Self::NoTaskId => "taskId不能为空",
            Self::NoCustomId => "customId不能为空",
            Self::ParentState => "关联任务状态错误",
            Self::ParentKind => "关联任务不允许执行变化",
            Self::UnknownButton => "未知的 Action 类型",
            Self::Content => "content参数错误",
            Self::ChangeAction => "action参数错误",
            Self::NoMask => "maskBase64不能为空",
            Self::BadMask => "maskBase64格式错误",
            Self::NoZoom => "prompt参数错误，需要 --zoom 1~2",
        }
    }

    /// As the guide's gateway would word it.
    pub fn english(self) -> &'static str {
        match self {
            Self::NoPrompt => "prompt is required",
            Self::NoImage => "base64 is required",
            Self::BadImage => "an image is not a data URL such as data:image/png;base64,…",
            Self::ImageCount => "base64Array must hold 2 to 5 images",
            Self::Dimensions => "dimensions must be PORTRAIT, SQUARE or LANDSCAPE",
            Self::NoTaskId => "taskId is required",
            Self::NoCustomId => "customId is required",
            Self::ParentState => "the task that the button belongs to is not finished",
            Self::ParentKind => "that task cannot be changed",
            Self::UnknownButton => "unknown customId",
            Self::Content => "content must be a task id and U1 to U4, V1 to V4 or R",
            Self::ChangeAction => "action must be UPSCALE, VARIATION or REROLL",
            Self::NoMask => "maskBase64 is required: a PNG, white where the picture is to be redrawn",
            Self::BadMask => "maskBase64 is not a PNG data URL",
            Self::NoZoom => "the prompt must hold --zoom and a number from 1 to 2",
        }
    }
}
