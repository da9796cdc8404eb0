//! The heap of the npm package, as small as one can be: a page downloads it.
//!
//! Blocks are powers of two. A block that is given back goes to the head of a list of its size, from which the next of that size
//! is taken; so the memory is as large as it was at the busiest moment, and no larger after a million calls.

#![allow(unsafe_code)]

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::memory_grow,
    cell::Cell,
    ptr::null_mut,
};

/// A page of WebAssembly's memory, as a power of two.
const PAGE: u32 = 16;

/// The smallest block, as a power of two: it is the alignment of all.
const SMALLEST: u32 = 4;

/// The heap.
pub struct Heap {
    /// By their sizes, as powers of two: the last block that was given back, in whose first bytes the one before it is.
    free: [Cell<*mut u8>; 32],
    /// Where what was never given away starts, and where it ends.
    fresh: Cell<usize>,
    end: Cell<usize>,
}

// SAFETY: this is WebAssembly without threads (see the `cfg` where it is used).
unsafe impl Sync for Heap {}

impl Heap {
    pub const fn new() -> Self {
        Self {
            free: [const { Cell::new(null_mut()) }; 32],
            fresh: Cell::new(0),
            end: Cell::new(0),
        }
    }

    /// A block of that size that nobody had before; null where the memory is full.
    fn grown(&self, size: usize) -> *mut u8 {
        if self.end.get() - self.fresh.get() < size {
            let pages = (size >> PAGE) + 1;
            let before = memory_grow(0, pages);
            // It could not be, which is `usize::MAX`; or its end would be a number too large for an address.
            if before >= (1 << PAGE) - pages {
                return null_mut();
            }
            if before << PAGE != self.end.get() {
                // Somebody else has grown it meanwhile, or it is the first time.
                self.fresh.set(before << PAGE);
            }
            self.end.set((before + pages) << PAGE);
        }
        let block = self.fresh.get();
        self.fresh.set(block + size);
        block as *mut u8
    }
}

/// The size of the block for a layout, as a power of two.
fn class(layout: Layout) -> u32 {
    usize::BITS - ((layout.size() - 1) | ((1 << SMALLEST) - 1)).leading_zeros()
}

// SAFETY: a block is in one list or with one owner, never smaller than asked for, and aligned to 16 bytes, as `grown` only moves on
// by multiples of that. Nothing here asks for a greater alignment.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = class(layout);
        let Some(free) = self.free.get(class as usize) else {
            return null_mut();
        };
        let block = free.get();
        if block.is_null() {
            return self.grown(1 << class);
        }
        // SAFETY: `dealloc` has written it.
        free.set(unsafe { *block.cast() });
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Some(free) = self.free.get(class(layout) as usize) {
            // SAFETY: it is ours again, and has at least 16 bytes.
            unsafe { *block.cast() = free.get() };
            free.set(block);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the size is fine.
        let larger = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        if class(larger) == class(layout) {
            return block;
        }
        // SAFETY: both blocks are as large as the smaller of the two sizes.
        unsafe {
            let new = self.alloc(larger);
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            new
        }
    }
}
