/**
 * Topics into a file and out again. {@link io.sessmonitor.deploy.recording.RecordingWriter} and {@link
 * io.sessmonitor.deploy.recording.RecordingReader} are the file, {@link io.sessmonitor.deploy.recording.MergedTopics} reads
 * topics in the order of time, {@link io.sessmonitor.deploy.recording.Recorder} and {@link
 * io.sessmonitor.deploy.recording.Replayer} do the work of the commands {@code record} and {@code replay}.
 */
package io.sessmonitor.deploy.recording;
