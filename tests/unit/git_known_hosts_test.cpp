// SPDX-License-Identifier: MIT
#include "adapters/git_credentials.hpp"
#include "adapters/git_known_hosts.hpp"
#include <doctest/doctest.h>

using namespace deploy::git;

namespace {

// Made by `ssh-keygen -t ed25519` and `-t ecdsa`; the fingerprint by `ssh-keygen -l`, the hashed
// line by `ssh-keygen -H`.
// clang-format off
const std::string ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIAac4s738z0BSBjUoomQFYhoLJyTt3Owd2ccW3t1WQj5";
const std::string other_ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIFDxJVTvKysuGxz3Lj8/ti0D3gmK5/GEnF1VRiTdwFqc";
const std::string ecdsa = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAanjALgwYXI0vsN0C2BzsMMjVIezthLISlcE15vunsIhA6Q+cbwHle4oIKZ0A5qQiVy1AIGEsrRnY0rtoH4OPg=";
const std::string fingerprint = "SHA256:rx6pxrGkGPqozjgjotf1A8BvrPFAPp14mLTTRmrEb8g";
const std::string hashed_line = "|1|nWrT3hWvdVtFRgEEXIJxFal1cyY=|V6KA2LBWCeZs5fp5viXX0LGlEx0= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAac4s738z0BSBjUoomQFYhoLJyTt3Owd2ccW3t1WQj5";
// clang-format on

std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned pending = 0, bits = 0;
    for (const char c : text.substr(0, text.find('='))) {
        pending = pending << 6U | static_cast<unsigned>(alphabet.find(c));
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(pending >> bits & 0xFFU);
        }
    }
    return bytes;
}

const OfferedKey offered{from_base64(ed25519)};

HostKey check(const std::string& lines, std::string_view name = "git.example.org") {
    return check_host_key(lines, name, offered);
}

} // namespace

TEST_CASE("an offered key tells its type, its base64 form and its fingerprint") {
    CHECK(offered.type() == "ssh-ed25519");
    CHECK(offered.base64() == ed25519);
    CHECK(offered.fingerprint() == fingerprint);
    CHECK(OfferedKey{"\xff\xff\xff\xffx"}.type().empty());
    CHECK(OfferedKey{""}.type().empty());
}

TEST_CASE("a host is known by its exact key only") {
    CHECK(check("git.example.org ssh-ed25519 " + ed25519) == HostKey::known);
    CHECK(check("git.example.org ssh-ed25519 " + ed25519 + " a comment\r\n") == HostKey::known);
    CHECK(check("") == HostKey::unknown);
    CHECK(check("# git.example.org ssh-ed25519 " + ed25519) == HostKey::unknown);
    CHECK(check("example.org ssh-ed25519 " + ed25519) == HostKey::unknown);
    CHECK(check("git.example.org ssh-ed25519 " + other_ed25519) == HostKey::changed);
    CHECK(check("git.example.org ecdsa-sha2-nistp256 " + ecdsa) == HostKey::other_type);
    CHECK(check("git.example.org ssh-ed25519") == HostKey::unknown);
}

TEST_CASE("one of several keys of a host is enough") {
    CHECK(check("git.example.org ecdsa-sha2-nistp256 " + ecdsa +
                "\n\ngit.example.org ssh-ed25519 " + other_ed25519 +
                "\ngit.example.org ssh-ed25519 " + ed25519 + "\n") == HostKey::known);
    CHECK(check("git.example.org ssh-ed25519 " + ed25519 + "\ngit.example.org ssh-ed25519 " +
                other_ed25519) == HostKey::known);
}

TEST_CASE("a revoked key is refused, wherever its line stands") {
    const auto good = "git.example.org ssh-ed25519 " + ed25519 + "\n";

    CHECK(check(good + "@revoked * ssh-ed25519 " + ed25519) == HostKey::revoked);
    CHECK(check("@revoked git.example.org ssh-ed25519 " + ed25519 + "\n" + good) ==
          HostKey::revoked);
    CHECK(check(good + "@revoked * ssh-ed25519 " + other_ed25519) == HostKey::known);
    CHECK(check("@cert-authority * ssh-ed25519 " + ed25519) == HostKey::unknown);
}

TEST_CASE("hosts are matched by lists, patterns, negation and hash") {
    const auto with = [](const std::string& hosts) {
        return check(hosts + " ssh-ed25519 " + ed25519);
    };

    CHECK(with("a,git.example.org,b") == HostKey::known);
    CHECK(with("GIT.example.org") == HostKey::known);
    CHECK(with("*.example.org") == HostKey::known);
    CHECK(with("g?t.*.org") == HostKey::known);
    CHECK(with("*.example.com") == HostKey::unknown);
    CHECK(with("*.example.org,!git.example.org") == HostKey::unknown);
    CHECK(with("!git.example.org,*.example.org") == HostKey::unknown);
    CHECK(check(hashed_line) == HostKey::known);
    CHECK(check(hashed_line, "hub.example.org") == HostKey::unknown);
    CHECK(check("|1|broken ssh-ed25519 " + ed25519) == HostKey::unknown);
    CHECK(check("|1|!!|?? ssh-ed25519 " + ed25519) == HostKey::unknown);
}

TEST_CASE("a port that is not 22 is part of the name") {
    CHECK(known_hosts_name("git.example.org", 22) == "git.example.org");
    CHECK(known_hosts_name("git.example.org", 2222) == "[git.example.org]:2222");

    const auto line = "[git.example.org]:2222 ssh-ed25519 " + ed25519;
    CHECK(check(line, "[git.example.org]:2222") == HostKey::known);
    CHECK(check(line, "git.example.org") == HostKey::unknown);
}

TEST_CASE("the types that a host is known by are listed once each") {
    CHECK(known_types("h ssh-ed25519 A\nh ssh-ed25519 B\nh ssh-rsa C\nx ssh-dss D", "h") ==
          std::vector<std::string>{"ssh-ed25519", "ssh-rsa"});
}

TEST_CASE("a remote's URL is taken apart") {
    const auto scp = parse_remote_url("git@github.com:psyfit/app.git");
    CHECK(scp.scheme == "ssh");
    CHECK(scp.user == "git");
    CHECK(scp.host == "github.com");
    CHECK(scp.port == 22);

    const auto https = parse_remote_url("https://bob:se%40cret@example.org/x@y.git");
    CHECK(https.scheme == "https");
    CHECK(https.user == "bob");
    CHECK(https.password == "se%40cret");
    CHECK(https.host == "example.org");
    CHECK(https.port == 443);

    const auto six = parse_remote_url("ssh://git@[::1]:2222/srv/x");
    CHECK(six.host == "::1");
    CHECK(six.port == 2222);

    CHECK(parse_remote_url("/srv/x.git").scheme == "file");
    CHECK(parse_remote_url("file:///srv/x.git").scheme == "file");
}
