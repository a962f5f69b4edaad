// SPDX-License-Identifier: MIT
#include "error_text.hpp"

#include "format.hpp"

#include <ostream>

namespace deploy::cli {
namespace {

void print_part(std::ostream& out, const std::string& name, std::string_view text) {
    if (!text.empty())
        out << name << ' ' << indent(text, 2) << '\n';
}

} // namespace

void print_error(std::ostream& out, const Error& error, std::string_view serves,
                 const Terminal& terminal) {
    print_part(out, paint("error:", Ink::bad, terminal), error.message);
    print_part(out, paint("serves:", Ink::good, terminal), serves);
    if (!error.fix.empty())
        print_part(out, paint("fix:", Ink::command, terminal), error.fix);
    out.flush();
}

} // namespace deploy::cli
