// A C view of a TOML document parsed by libtomlplusplus. (TOMLKit aborts the process on some input, has no lines for
// wrong types and loses unknown keys.)
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum hall_toml_kind {
    HALL_TOML_TABLE,
    HALL_TOML_ARRAY,
    HALL_TOML_STRING,
    HALL_TOML_INTEGER,
    HALL_TOML_FLOAT,
    HALL_TOML_BOOLEAN,
    HALL_TOML_DATE_OR_TIME,
};

/// One node; the document is a list of them, each after its parent, siblings in the order of the file.
struct hall_toml_node {
    enum hall_toml_kind kind;
    /// Index of the parent; -1 for the root.
    int32_t parent;
    uint32_t line;
    /// Key in a parent table, UTF-8, not terminated; NULL in an array.
    const char *key;
    size_t key_length;
    /// Of strings.
    const char *text;
    size_t text_length;
    int64_t integer;
    double real;
};

struct hall_toml_document;

/// Never NULL. Free it with hall_toml_free.
struct hall_toml_document *hall_toml_parse(const char *bytes, size_t length);
void hall_toml_free(struct hall_toml_document *document);

/// NULL when the document was parsed; else what is wrong, and where.
const char *hall_toml_error(const struct hall_toml_document *document, uint32_t *line);
const struct hall_toml_node *hall_toml_nodes(const struct hall_toml_document *document, size_t *count);

#ifdef __cplusplus
}
#endif
