//! Sends an answer in the way it is meant to arrive.

use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;

use super::connection::Breaker;
use super::plain;
use crate::message::{Answer, Body as Content, Delivery, End};
use crate::picture::Painting;

/// The pictures drawn last.
#[derive(Default)]
pub(super) struct Pictures(Mutex<Vec<(u64, Bytes)>>);

/// A finished grid is about half a megabyte.
const KEPT: usize = 48;

impl Pictures {
    /// Draws a picture away from the threads that answer, once.
    async fn bytes(&self, painting: Arc<Painting>) -> Bytes {
        let key = painting.key;
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter()
                .find(|(known, _)| *known == key)
                .map(|(_, bytes)| bytes.clone())
        };
        if let Some(bytes) = known {
            return bytes;
        }
        let bytes = Bytes::from(
            tokio::task::spawn_blocking(move || painting.png())
                .await
                .unwrap_or_default(),
        );
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, bytes.clone()));
        bytes
    }
}

pub(super) async fn deliver(answer: Answer, pictures: &Pictures, breaker: &Breaker) -> Response {
    let Answer {
        status,
        headers,
        body,
        delivery,
    } = answer;
    tokio::time::sleep(Duration::from_millis(delivery.delay_ms)).await;
    match delivery.end {
        End::Hang => std::future::pending().await,
        End::Reset => {
            breaker.reset();
            return Response::new(Body::empty());
        }
        End::Complete | End::Cut(_) => {}
    }
    let bytes = match body {
        Content::Bytes(bytes) => Bytes::from(bytes),
        Content::Painting(painting) => pictures.bytes(painting).await,
    };
    let length = bytes.len();
    let mut response = Response::new(match (delivery.end, delivery.pace) {
        (End::Complete, None) => Body::from(bytes),
        _ => in_pieces(bytes, delivery),
    });
    let Ok(status) = StatusCode::from_u16(status) else {
        return plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the fault names a status that HTTP does not have",
        );
    };
    *response.status_mut() = status;
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    if delivery.pace.is_some() || delivery.end != End::Complete {
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

fn in_pieces(bytes: Bytes, delivery: Delivery) -> Body {
    let (size, wait) = delivery
        .pace
        .map_or((usize::MAX, 0), |pace| (pace.bytes, pace.every_ms));
    let end = if let End::Cut(at) = delivery.end {
        at.min(bytes.len())
    } else {
        bytes.len()
    };
    let cut = delivery.end != End::Complete;
    Body::from_stream(stream::unfold(Some(0), move |at| {
        let bytes = bytes.clone();
        async move {
            let at: usize = at?;
            if at >= end {
                if !cut {
                    return None;
                }
                // The server sends what it has when there is nothing more to take; an error right now would throw that away.
                tokio::task::yield_now().await;
                return Some((Err(ErrorKind::ConnectionAborted.into()), None));
            }
            if wait > 0 {
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
            let until = end.min(at.saturating_add(size));
            Some((Ok::<_, io::Error>(bytes.slice(at..until)), Some(until)))
        }
    }))
}
