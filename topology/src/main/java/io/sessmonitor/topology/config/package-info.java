/**
 * The configuration. Every key is declared once, in the class of its concern, with type, default, validator and text;
 * the reference page is generated from these declarations.
 */
package io.sessmonitor.topology.config;
