// SPDX-License-Identifier: MIT
#include "adapters/replace_file.hpp"
#include "support/subprocess.hpp"

#include <deploy/web_server.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_site = std::size_t{1} << 20U;
constexpr std::chrono::seconds command_patience{30};
constexpr mode_t site_mode = 0644;

class Nginx final : public WebServer {
public:
    explicit Nginx(const Config::Nginx& config)
        : site_{config.site}, certificates_{config.certificates} {
        const auto folder = site_.parent_path();
        main_ = folder.parent_path() / "nginx.conf";
        if (folder.filename() == "sites-available")
            link_ = folder.parent_path() / "sites-enabled" / site_.filename();
    }

    Result<std::optional<Site>> site() override;
    bool has_certificate(std::string_view host) override;
    bool has_ipv6() override { return ::access("/proc/net/if_inet6", R_OK) == 0; }
    Result<SiteInForce> put_site(std::string_view text) override;

private:
    [[nodiscard]] Result<> write(std::string_view text) const;
    Result<bool> enable() const;
    void undo(const std::optional<Site>& former, bool linked) const;
    Result<int> call(std::vector<std::string> arguments, std::string& said) const;
    [[nodiscard]] Result<SiteInForce> take() const;

    fs::path site_;
    fs::path certificates_;
    fs::path main_; // of the whole configuration that the site is a part of
    fs::path link_; // empty: every file of the site's folder is in force
};

Result<std::optional<Site>> Nginx::site() {
    const auto directory = open_state_directory(site_.parent_path(), IfMissing::fail);
    if (!directory)
        return directory.error();
    const auto opened = open_private_file(*directory, site_, IfMissing::fail);
    if (!opened && opened.error().is(Errc::not_found))
        return std::optional<Site>{};
    auto text = opened ? read_all(*opened, site_, longest_site) : opened.error();
    if (!text)
        return text.error();
    std::error_code unreadable;
    const bool enabled = link_.empty() || fs::exists(link_, unreadable);
    return std::optional{Site{.text = std::move(*text), .enabled = enabled}};
}

bool Nginx::has_certificate(std::string_view host) {
    const auto folder = certificates_ / host;
    std::error_code unreadable;
    return fs::exists(folder / "fullchain.pem", unreadable) &&
           fs::exists(folder / "privkey.pem", unreadable);
}

Result<> Nginx::write(std::string_view text) const {
    const auto directory = open_state_directory(site_.parent_path(), IfMissing::fail);
    if (!directory)
        return directory.error();
    if (auto replaced = replace_private_file(*directory, site_, text, Outlives::machine); !replaced)
        return replaced;
    if (::fchmodat(directory->get(), site_.filename().c_str(), site_mode, 0) != 0)
        return system_error("open to its readers", site_);
    return {};
}

/// Whether there is a link now that was not there before.
Result<bool> Nginx::enable() const {
    std::error_code unreadable;
    if (link_.empty() || fs::exists(fs::symlink_status(link_, unreadable)))
        return false;
    std::error_code refused;
    fs::create_symlink(site_, link_, refused);
    if (refused)
        return Error{Errc::io, "link " + link_.string() + ": " + refused.message()};
    return true;
}

void Nginx::undo(const std::optional<Site>& former, bool linked) const {
    std::error_code failed; // the test's failure is what is told
    if (linked)
        fs::remove(link_, failed);
    if (former)
        static_cast<void>(write(former->text));
    else
        fs::remove(site_, failed);
}

/// `nginx` with these arguments, on the configuration that the site is a part of.
Result<int> Nginx::call(std::vector<std::string> arguments, std::string& said) const {
    arguments.insert(arguments.end(), {"-c", main_.string()});
    Command command{
        .program = "nginx", .arguments = std::move(arguments), .timeout = command_patience};
    command.line = [&](std::string_view line) { said.append(line).append("\n"); };
    auto ended = run(command);
    if (!ended && ended.error().is(Errc::not_found)) { // not in everybody's PATH
        command.program = "/usr/sbin/nginx";
        ended = run(command);
    }
    return ended;
}

Result<SiteInForce> Nginx::take() const {
    std::string said;
    std::error_code unreadable;
    if (!fs::exists(main_, unreadable))
        return SiteInForce::untested;
    const auto tested = call({"-t"}, said);
    if (!tested && tested.error().is(Errc::not_found))
        return SiteInForce::untested;
    if (!tested)
        return tested.error();
    if (*tested != 0)
        return Error{Errc::refused, "nginx -t refuses the site:\n" + said,
                     "mend what it names, then: psyfit-deploy setup"};
    const auto taken = call({"-s", "reload"}, said);
    return taken && *taken == 0 ? SiteInForce::taken : SiteInForce::tested;
}

Result<SiteInForce> Nginx::put_site(std::string_view text) {
    const auto former = site();
    if (!former)
        return former.error();
    if (auto written = write(text); !written)
        return written.error();
    const auto linked = enable();
    auto taken = linked ? take() : Result<SiteInForce>{linked.error()};
    if (!taken)
        undo(*former, linked && *linked);
    return taken;
}

} // namespace

std::unique_ptr<WebServer> make_nginx(const Config& config) {
    return std::make_unique<Nginx>(config.nginx);
}

} // namespace deploy
