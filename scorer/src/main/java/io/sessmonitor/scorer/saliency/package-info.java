/** What catches the eye, by the spectral residual of a picture (Hou and Zhang, CVPR 2007). */
package io.sessmonitor.scorer.saliency;
