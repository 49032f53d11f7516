/**
 * Step 1 of a pair's way: takes encoded bytes, gives upright RGB pixels or a {@link
 * io.sessmonitor.scorer.decode.PictureException} that says why not. Trusts nothing it is given.
 */
package io.sessmonitor.scorer.decode;
