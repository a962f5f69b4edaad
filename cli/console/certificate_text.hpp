// SPDX-License-Identifier: MIT
#pragma once
#include "terminal.hpp"

#include <deploy/certificate.hpp>
#include <deploy/safe_text.hpp>
#include <iosfwd>

namespace deploy::cli {

/// How much is printed.
enum class Detail : unsigned char { headline, full };

/// A monitoring plugin's output: the line of status with its figures, then what was served.
void print_certificate(std::ostream& out, const CertificateReport& report, const SafeText& safe,
                       const Terminal& terminal, Detail detail = Detail::full);

} // namespace deploy::cli
