//! What an answer carries: bytes that are there, or a stream that goes on.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Load {
    /// All at once; nothing when it has been handed over.
    Whole(Option<Bytes>),
    /// Piece by piece, until the sender is dropped.
    Stream {
        /// What is sent.
        pieces: mpsc::Receiver<Bytes>,
        /// Held until the stream ends or its reader leaves.
        _seat: OwnedSemaphorePermit,
    },
}

impl Load {
    /// A body of bytes.
    pub(super) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::Whole((!bytes.is_empty()).then_some(bytes))
    }
}

impl Body for Load {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = |bytes| Ok(Frame::data(bytes));
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(frame)),
            Self::Stream { pieces, .. } => {
                pieces.poll_recv(context).map(|piece| piece.map(frame))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Stream { .. } => SizeHint::default(),
        }
    }
}
