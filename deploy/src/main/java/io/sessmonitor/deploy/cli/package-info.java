/**
 * The command line. {@link io.sessmonitor.deploy.cli.Main} is the program, {@link
 * io.sessmonitor.deploy.cli.SessMonitorCommand} lists the commands, one class each. A command reads its options, calls
 * the part that does the work, and prints; what it prints is made by a class of its own where there is more than a line
 * of it.
 */
package io.sessmonitor.deploy.cli;
