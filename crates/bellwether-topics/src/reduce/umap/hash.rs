//! Numbers by chance from counters.

/// A whole number from three, such that neighbouring ones share nothing: the finaliser of SplitMix64 after each.
#[inline]
pub(super) fn hash(seed: u64, a: u64, b: u64) -> u64 {
    mix(mix(mix(seed).wrapping_add(a)).wrapping_add(b))
}

#[inline]
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A stream of them.
pub(super) struct Stream(u64);

impl Stream {
    #[inline]
    pub(super) fn new(seed: u64, a: u64, b: u64) -> Self {
        Self(hash(seed, a, b))
    }

    /// Two whole numbers below `n`.
    #[inline]
    pub(super) fn two_below(&mut self, n: u32) -> [u32; 2] {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let x = x ^ (x >> 32);
        let below = |half: u64| ((half * u64::from(n)) >> 32) as u32;
        [below(x >> 32), below(x & 0xffff_ffff)]
    }

    /// From −1 to 1.
    #[inline]
    pub(super) fn unit(&mut self) -> f32 {
        let [x, _] = self.two_below(1 << 24);
        x as f32 / (1_u32 << 23) as f32 - 1.0
    }
}
