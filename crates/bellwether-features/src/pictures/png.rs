use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::FeatureError;

/// A picture of bytes, `[row][column][channel]`, as a PNG file: eight bits a channel, no interlacing, no filter.
///
/// # Errors
/// [`FeatureError::PictureLength`] when `pixels` is not `width x height x 3` values, or there are none.
///
/// ```
/// let file = bellwether_features::png_rgb(&[255, 0, 0, 0, 255, 0], 2, 1)?;
/// assert!(file.starts_with(b"\x89PNG\r\n\x1a\n"));
/// # Ok::<(), bellwether_features::FeatureError>(())
/// ```
pub fn png_rgb(pixels: &[u8], width: usize, height: usize) -> Result<Vec<u8>, FeatureError> {
    let misfit = || FeatureError::PictureLength { values: pixels.len(), rows: height, columns: width };
    let (Ok(columns), Ok(rows)) = (i32::try_from(width), i32::try_from(height)) else {
        return Err(misfit());
    };
    let expected = width.checked_mul(height).and_then(|n| n.checked_mul(3));
    if pixels.is_empty() || expected != Some(pixels.len()) {
        return Err(misfit());
    }
    let mut header = [columns.to_be_bytes(), rows.to_be_bytes()].concat();
    // depth 8, colour type RGB, and the only methods of compression, filtering and interlacing that are needed
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &deflated(pixels, width * 3));
    chunk(&mut file, *b"IEND", &[]);
    Ok(file)
}

/// The rows, each behind the number of its filter (none), as a zlib stream.
fn deflated(pixels: &[u8], row: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = pixels.chunks_exact(row).try_for_each(|row| {
        encoder.write_all(&[0])?;
        encoder.write_all(row)
    });
    written.and_then(|()| encoder.finish()).expect("memory can be written to")
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    let length = u32::try_from(body.len()).expect("a picture is smaller than 4 GiB");
    file.extend(length.to_be_bytes());
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(body);
    file.extend(name);
    file.extend(body);
    file.extend(crc.sum().to_be_bytes());
}
