//! Which instruction set the kernels run on, chosen once at run time.

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512::Avx512;
#[cfg(target_arch = "aarch64")]
use super::neon::Neon;
use super::portable::Portable;
use super::simd::Simd;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

/// An instruction set that this processor has. The field is private so that no other can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Isa(Kind);

/// A computation written once for every instruction set.
pub(super) trait Kernel {
    /// Runs it. Implementations are `#[inline(always)]`, so that they are compiled inside the
    /// function that enables the instruction set.
    fn run<S: Simd>(self, simd: S);
}

impl Isa {
    /// The widest that the processor has.
    pub(crate) fn detect() -> Isa {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                return Isa(Kind::Avx512);
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Isa(Kind::Avx2);
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            return Isa(Kind::Neon);
        }
        Isa(Kind::Portable)
    }

    /// Every one that the processor has, the widest first.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Isa> {
        let mut all = vec![Isa::detect()];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            all.push(Isa(Kind::Avx2));
        }
        all.push(Isa(Kind::Portable));
        all.dedup();
        all
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "neon",
            Kind::Portable => "portable",
        }
    }

    pub(super) fn run<K: Kernel>(self, kernel: K) {
        match self.0 {
            // SAFETY (all three): an `Isa` of this kind is made only after the processor was asked.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { run_avx512(kernel) },
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(kernel) },
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => unsafe { run_neon(kernel) },
            Kind::Portable => kernel.run(Portable),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn run_avx512<K: Kernel>(kernel: K) {
    // SAFETY: this function may be called only where the processor has AVX-512F.
    kernel.run(unsafe { Avx512::new() });
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: Kernel>(kernel: K) {
    // SAFETY: this function may be called only where the processor has AVX2 and FMA.
    kernel.run(unsafe { Avx2::new() });
}

#[cfg(target_arch = "aarch64")]
#[target_feature(enable = "neon")]
fn run_neon<K: Kernel>(kernel: K) {
    // SAFETY: this function may be called only where the processor has NEON.
    kernel.run(unsafe { Neon::new() });
}
