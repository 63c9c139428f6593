#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include "hall_toml.h"

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

struct hall_toml_document {
    toml::table table;
    std::string error;
    uint32_t error_line = 0;
    std::vector<hall_toml_node> nodes;
};

namespace {

// No file of a hall is a tenth as deep; recursion over thousands of levels would end the process.
constexpr int depth_max = 64;

void append(hall_toml_document &document, const toml::node &node, int32_t parent, std::string_view key, bool has_key, int depth) {
    if (depth > depth_max) {
        document.error = "values are nested too deep";
        document.error_line = node.source().begin.line;
        return;
    }
    hall_toml_node flat = {};
    flat.parent = parent;
    flat.line = node.source().begin.line;
    flat.key = has_key ? key.data() : nullptr;
    flat.key_length = key.size();
    const auto index = static_cast<int32_t>(document.nodes.size());
    if (const auto *table = node.as_table()) {
        flat.kind = HALL_TOML_TABLE;
        document.nodes.push_back(flat);
        // toml++ sorts its keys; people expect faults in the order of the file.
        std::vector<std::pair<const toml::key *, const toml::node *>> members;
        for (const auto &[member_key, member] : *table) members.emplace_back(&member_key, &member);
        std::sort(members.begin(), members.end(), [](const auto &left, const auto &right) {
            const auto &a = left.first->source().begin, &b = right.first->source().begin;
            return a.line != b.line ? a.line < b.line : a.column < b.column;
        });
        for (const auto &[member_key, member] : members) {
            append(document, *member, index, member_key->str(), true, depth + 1);
        }
        return;
    }
    if (const auto *array = node.as_array()) {
        flat.kind = HALL_TOML_ARRAY;
        document.nodes.push_back(flat);
        for (const auto &element : *array) append(document, element, index, {}, false, depth + 1);
        return;
    }
    if (const auto *text = node.as_string()) {
        flat.kind = HALL_TOML_STRING;
        flat.text = text->get().data();
        flat.text_length = text->get().size();
    } else if (const auto *integer = node.as_integer()) {
        flat.kind = HALL_TOML_INTEGER;
        flat.integer = integer->get();
    } else if (const auto *real = node.as_floating_point()) {
        flat.kind = HALL_TOML_FLOAT;
        flat.real = real->get();
    } else if (const auto *boolean = node.as_boolean()) {
        flat.kind = HALL_TOML_BOOLEAN;
        flat.integer = boolean->get();
    } else {
        flat.kind = HALL_TOML_DATE_OR_TIME;
    }
    document.nodes.push_back(flat);
}

}  // namespace

hall_toml_document *hall_toml_parse(const char *bytes, size_t length) {
    auto *document = new hall_toml_document;
    auto result = toml::parse(std::string_view(bytes, length));
    if (!result) {
        document->error = std::string(result.error().description());
        document->error_line = result.error().source().begin.line;
        return document;
    }
    document->table = std::move(result).table();
    append(*document, document->table, -1, {}, false, 0);
    return document;
}

void hall_toml_free(hall_toml_document *document) { delete document; }

const char *hall_toml_error(const hall_toml_document *document, uint32_t *line) {
    *line = document->error_line;
    return document->error.empty() ? nullptr : document->error.c_str();
}

const hall_toml_node *hall_toml_nodes(const hall_toml_document *document, size_t *count) {
    *count = document->nodes.size();
    return document->nodes.data();
}
