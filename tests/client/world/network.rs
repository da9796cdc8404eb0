//! The network of a world: carries requests to the gateway and answers back, with latency and faults, and keeps account of both.

use std::rc::Rc;

use midjourney_wasm::platform::{Body, Cause, Part, Request, Response, SendError};

use super::{
    World,
    answer::{Answer, Outcome},
    exchange::{End, Exchange},
    gateway::HOST,
};

impl World {
    /// Carries a request to the gateway and its answer back.
    pub(super) async fn exchange(&self, request: Request) -> Result<Response, SendError> {
        let body = request.body.as_ref().map(to_text);
        let number = self.0.exchanges.borrow().len();
        let exchange = Rc::new(Exchange::new(number, &request, body, &self.0.clock));
        self.0.exchanges.borrow_mut().push(Rc::clone(&exchange));
        if let Some(watch) = &*self.0.watch.borrow() {
            watch(&exchange);
        }
        let open = OpenRequest {
            world: self,
            exchange: &exchange,
        };
        let half = self.0.latency.get() / 2;
        self.0.clock.sleep(half).await;
        let answer = self.answer(&exchange);
        if answer.delay > 0 {
            self.0.clock.sleep(answer.delay).await;
        }
        let answer = limited(answer, request.max_response_bytes);
        let (end, told) = match answer.outcome.clone() {
            Outcome::Response(response) => (End::Answered, Ok(response)),
            Outcome::Failure(error) => (End::Failed, Err(error)),
            Outcome::Never => std::future::pending().await,
        };
        self.0.clock.sleep(self.0.latency.get() - half).await;
        open.exchange.over(end, self.0.clock.age(), Some(answer));
        drop(open);
        if let Some(watch) = &*self.0.watch.borrow() {
            watch(&exchange);
        }
        told
    }

    /// What a request meets: a fault, the gateway, or both.
    fn answer(&self, exchange: &Exchange) -> Answer {
        // All that could meet a request count it.
        let faults = self.0.faults.borrow();
        let met: Vec<_> = faults.iter().filter(|fault| fault.meets(exchange)).collect();
        if !is_gateway(&exchange.url) {
            self.0.elsewhere.borrow_mut().push(exchange.url.clone());
            let cause = Cause::new("getaddrinfo ENOTFOUND");
            return Answer {
                outcome: Outcome::Failure(SendError::Network(cause)),
                delay: 0,
            };
        }
        let pass = || {
            let answer = self.0.server.answer(exchange, &self.0.clock);
            exchange.receive(&answer);
            answer
        };
        match met.first() {
            None => pass(),
            Some(fault) if fault.is_through() => fault.act(exchange, pass()),
            Some(fault) => fault.act(exchange, Answer::text(200, "")),
        }
    }
}

/// A body that is larger than the client reads is not read to its end.
fn limited(answer: Answer, limit: u32) -> Answer {
    let is_large = answer
        .response()
        .is_some_and(|response| response.body.len() > limit as usize);
    if is_large {
        Answer {
            delay: answer.delay,
            ..Answer::too_large()
        }
    } else {
        answer
    }
}

/// Whether an address is one of the gateway.
pub fn is_gateway(url: &str) -> bool {
    let rest = url
        .strip_prefix("http://")
        .and_then(|rest| rest.strip_prefix(HOST));
    rest.is_some_and(|rest| rest.starts_with('/'))
}

fn to_text(body: &Body) -> String {
    let parts = body.0.iter().map(|part| match part {
        Part::Written(text) => text.as_str(),
        Part::Held(text) => text.as_str(),
    });
    parts.collect()
}

/// Notes that the client has dropped a request, unless it ended before.
struct OpenRequest<'a> {
    world: &'a World,
    exchange: &'a Exchange,
}

impl Drop for OpenRequest<'_> {
    fn drop(&mut self) {
        self.exchange.over(End::Aborted, self.world.0.clock.age(), None);
    }
}
