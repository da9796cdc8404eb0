//! The platform of a simulated world: its network, clock and randomness behind the client's seam.

use std::{any::Any, rc::Rc};

use base64::{Engine, prelude::BASE64_STANDARD};
use midjourney_wasm::platform::{
    Cause, Image, ImageError, ImageSource, LocalBoxFuture, Platform, Request, RequestOrigin, ResolvedUrl,
    Response, SendError, Text,
};
use url::Url;

use super::{World, wake::WakeGuard};

impl Platform for World {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, SendError>> {
        Box::pin(self.exchange(request))
    }

    fn read_image<'a>(
        &'a self,
        image: &'a Image,
        max_bytes: u32,
    ) -> LocalBoxFuture<'a, Result<Text, ImageError>> {
        Box::pin(async move {
            let url = match image.source() {
                ImageSource::Bytes(bytes) if bytes.len() > max_bytes as usize => {
                    return Err(ImageError::TooLarge);
                }
                ImageSource::Bytes(bytes) => return Ok(Text::from(BASE64_STANDARD.encode(bytes).as_str())),
                ImageSource::Url(url) => url,
            };
            if let Some((start, letters)) = url.split_once(";base64,")
                && start.starts_with("data:")
            {
                let is_large = letters.len() * 3 / 4 > max_bytes as usize + 2;
                return if is_large {
                    Err(ImageError::TooLarge)
                } else {
                    Ok(Text::from(letters))
                };
            }
            if !url.starts_with("https:") {
                return Err(ImageError::Unsupported("another text"));
            }
            self.0.downloads.borrow_mut().push(url.to_string());
            self.0.clock.sleep(self.0.latency.get()).await;
            match self.0.pictures.borrow().get(&**url) {
                Some(bytes) if bytes.len() > max_bytes as usize => Err(ImageError::TooLarge),
                Some(bytes) => Ok(Text::from(BASE64_STANDARD.encode(bytes).as_str())),
                None if url.contains("unreachable") => Err(ImageError::NoResponse(Cause::new("refused"))),
                None if url.contains("broken") => Err(ImageError::Failed(Cause::new("reset"))),
                None => Err(ImageError::Status(404)),
            }
        })
    }

    fn sleep(&self, milliseconds: u32) -> LocalBoxFuture<'_, ()> {
        Box::pin(self.0.clock.client_sleep(milliseconds.into()))
    }

    fn now(&self) -> f64 {
        self.0.clock.wall() as f64
    }

    fn random(&self) -> f64 {
        self.0.chance.borrow_mut().f64()
    }

    fn random_marker(&self) -> Option<String> {
        let bits = self.0.chance.borrow_mut().u128(..);
        self.0.has_randomness.get().then(|| format!("{bits:032x}"))
    }

    fn resolve_url(&self, url: &str, base: Option<&str>) -> Option<ResolvedUrl> {
        let url = match base {
            Some(base) => Url::parse(base).ok()?.join(url).ok()?,
            None => Url::parse(url).ok()?,
        };
        Some(ResolvedUrl {
            href: url.as_str().into(),
            origin: url.origin().ascii_serialization(),
            path: url.path().into(),
        })
    }

    fn parse_date(&self, date: &str) -> Option<f64> {
        let since = httpdate::parse_http_date(date)
            .ok()?
            .duration_since(std::time::UNIX_EPOCH);
        Some(since.ok()?.as_millis() as f64)
    }

    fn origin_of_requests(&self, _: &str) -> RequestOrigin {
        self.0.origin.get()
    }

    fn can_share_requests(&self) -> bool {
        self.0.can_share.get()
    }

    fn is_in_background(&self) -> bool {
        self.0.wakes.is_in_background()
    }

    fn on_wake(&self, wake: Rc<dyn Fn()>) -> Box<dyn Any> {
        Box::new(WakeGuard::new(&self.0.wakes, wake))
    }
}
