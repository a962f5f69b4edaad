#!/usr/bin/ruby --disable-gems
# SPDX-License-Identifier: MIT
# Stands in for the `bin/rails` of an application in the tests: `runner CODE` evaluates the code
# with an interface like Solid Queue's over it; the tasks db:migrate:status, db:rollback STEP=n and
# db:migrate VERSION=v go by the rules of Rails. What it knows is in the JSON file that the variable
# STAND_IN_STATE names (without: /rails_state.json).
require "json"

module State
  FILE = ENV.fetch("STAND_IN_STATE", "/rails_state.json")

  def self.read = JSON.parse(File.read(FILE))

  def self.change
    state = read
    yield state
    File.write(FILE, JSON.generate(state))
  end
end

if State.read.key?("queues")
  module SolidQueue
    class Pause
      def self.pluck(_column) = State.read.fetch("pauses")
      def self.exists?(queue_name:) = pluck(:queue_name).include?(queue_name)
    end

    class Queue
      attr_reader :name

      def self.all = State.read.fetch("queues").keys.map { |name| new(name) }
      def self.find_by_name(name) = new(name)

      def initialize(name)
        @name = name
      end

      def size = State.read.fetch("queues").fetch(name, 0)
      def paused? = Pause.exists?(queue_name: name)

      def pause
        raise ArgumentError, "no room for a pause of #{name}" if State.read["full"] == name
        State.change { |state| state["pauses"] |= [name] }
      end

      def resume
        State.change { |state| state["pauses"] -= [name] }
      end
    end
  end
end

def run(code)
  puts "I, application: booted" # as applications do
  at_exit { puts "application: bye" }
  eval(code, TOPLEVEL_BINDING, "runner")
end

# Migrations as Active Record treats them: it counts and reverts those that have a file.
module Migrations
  NO_FILE = "********** NO FILE **********"

  def self.all = State.read.fetch("migrations").sort_by { |each| each["id"].to_i }
  def self.files = all.reject { |each| each["name"] == NO_FILE }
  def self.current = all.select { |each| each["applied"] }.map { |each| each["id"].to_i }.max || 0

  def self.status
    puts "", "database: app_production", "", "#{"Status".center(8)}  #{"Migration ID".ljust(14)}  Migration Name"
    puts "-" * 50
    all.each do |each|
      puts "#{(each["applied"] ? "up" : "down").center(8)}  #{each["id"].ljust(14)}  #{each["name"]}"
    end
    puts
  end

  def self.rollback(steps)
    newest_first = files.reverse
    start = newest_first.index { |each| each["id"].to_i == current }
    abort "No migration with version number #{current}." if start.nil? && current != 0
    finish = newest_first[(start || 0) + steps]
    down(finish ? finish["id"].to_i : 0)
  end

  def self.migrate(version)
    abort "No migration with version number #{version}." if version != 0 && files.none? { |each| each["id"].to_i == version }
    abort "the stand-in goes down only" if version > current
    down(version)
  end

  def self.down(version)
    files.reverse.select { |each| each["applied"] && each["id"].to_i > version }.each do |each|
      puts "== #{each["id"]} #{each["name"]}: reverting ===="
      abort "ActiveRecord::IrreversibleMigration in #{each["name"]}" if each["irreversible"]
      State.change do |state|
        state["migrations"].find { |other| other["id"] == each["id"] }["applied"] = false
      end
    end
  end
end

def option(name) = ARGV.drop(1).filter_map { |word| word[/\A#{name}=(.*)/, 1] }.first

case ARGV.first
when "runner" then run(ARGV.fetch(1))
when "db:migrate:status" then Migrations.status
when "db:rollback" then Migrations.rollback((option("STEP") || 1).to_i)
when "db:migrate" then Migrations.migrate(option("VERSION").to_i)
else abort "rails: unknown command #{ARGV.first}"
end
